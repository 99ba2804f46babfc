package main

import (
	"encoding/json"
	"math"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// rate is src/jobs/at-rate.ts: each call begins when it is due, and its latency counts from then.
func (c *caller) rate(input json.RawMessage) (interface{}, error) {
	var it job
	if err := json.Unmarshal(input, &it); err != nil {
		return nil, err
	}
	total := int(math.Max(1, it.Rate*it.Ms/1000))
	apart := float64(time.Second) / it.Rate
	latencies := make([]float64, total)
	var failed atomic.Value
	var all sync.WaitGroup
	all.Add(total)
	began := time.Now()
	for begun := 0; begun < total; {
		now := float64(time.Since(began))
		for ; begun < total && float64(begun)*apart <= now; begun++ {
			due := time.Duration(float64(begun) * apart)
			go func(index int) {
				defer all.Done()
				if err := c.call("echo", 0, false); err != nil {
					failed.Store(err)
				}
				latencies[index] = milliseconds(time.Since(began) - due)
			}(begun)
		}
		// A timer would come late. This spins, as the other does.
		runtime.Gosched()
	}
	all.Wait()
	if err, some := failed.Load().(error); some {
		return nil, err
	}
	sort.Float64s(latencies)
	at := func(part float64) float64 { return latencies[int(math.Ceil(part*float64(total)))-1] }
	return map[string]float64{"p50": at(0.5), "p99": at(0.99), "p999": at(0.999)}, nil
}
