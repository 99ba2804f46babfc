package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/rpc"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

var param = Param{Id: 17, Name: "object_id-1"}

type caller struct {
	client *rpc.Client
	opened time.Time
	ready  chan struct{}
}

func newCaller() *caller { return &caller{ready: make(chan struct{})} }

func (c *caller) duties() map[string]duty {
	return map[string]duty{"open": c.open, "ready": c.wait, "verify": c.verify, "loop": c.loop, "rate": c.rate}
}

func (c *caller) open(json.RawMessage) (interface{}, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c.opened = time.Now()
	upgrader := websocket.Upgrader{}
	take := func(w http.ResponseWriter, r *http.Request) {
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		c.client = rpc.NewClient(&conn{socket: socket})
		close(c.ready)
	}
	go func() { _ = http.Serve(listener, http.HandlerFunc(take)) }()
	return place{At: "ws://" + listener.Addr().String()}, nil
}

func (c *caller) wait(json.RawMessage) (interface{}, error) {
	<-c.ready
	return map[string]float64{"ms": milliseconds(time.Since(c.opened))}, nil
}

type job struct {
	Work     string  `json:"work"`
	Amount   int     `json:"amount"`
	InFlight int     `json:"inFlight"`
	Ms       float64 `json:"ms"`
	Rate     float64 `json:"rate"`
}

// call makes one call and looks at the answer only if it is told to.
func (c *caller) call(work string, amount int, look bool) error {
	switch work {
	case "echo":
		var result Param
		if err := c.client.Call("Bench.Echo", param, &result); err != nil {
			return err
		}
		if look && result != param {
			return fmt.Errorf("answered echo wrong: %v", result)
		}
	case "bytes":
		var result []byte
		if err := c.client.Call("Bench.Bytes", amount, &result); err != nil {
			return err
		}
		if look && string(result) != string(pattern[:amount]) {
			return fmt.Errorf("answered bytes wrong: %d bytes", len(result))
		}
	default:
		return fmt.Errorf("there is no call of the kind '%s'", work)
	}
	return nil
}

func (c *caller) verify(input json.RawMessage) (interface{}, error) {
	var it job
	if err := json.Unmarshal(input, &it); err != nil {
		return nil, err
	}
	return nil, c.call(it.Work, it.Amount, true)
}

// loop is src/jobs/loop.ts: so many goroutines, each of which waits for its answer before it calls again.
func (c *caller) loop(input json.RawMessage) (interface{}, error) {
	var it job
	if err := json.Unmarshal(input, &it); err != nil {
		return nil, err
	}
	var calls, ended int64
	var failed atomic.Value
	var all sync.WaitGroup
	time.AfterFunc(duration(it.Ms), func() { atomic.StoreInt64(&ended, 1) })
	began := time.Now()
	for n := 0; n < it.InFlight; n++ {
		all.Add(1)
		go func() {
			defer all.Done()
			own := int64(0)
			for atomic.LoadInt64(&ended) == 0 {
				if err := c.call(it.Work, it.Amount, false); err != nil {
					failed.Store(err)
					break
				}
				own++
			}
			atomic.AddInt64(&calls, own)
		}()
	}
	all.Wait()
	seconds := time.Since(began).Seconds()
	if err, some := failed.Load().(error); some {
		return nil, err
	}
	if err := c.call(it.Work, it.Amount, true); err != nil {
		return nil, err
	}
	return map[string]interface{}{"calls": calls, "seconds": seconds}, nil
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

func milliseconds(time_ time.Duration) float64 { return float64(time_) / float64(time.Millisecond) }
