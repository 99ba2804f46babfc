package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"syscall"
)

// An order of the bench: see src/orders.ts.
type order struct {
	Id    int             `json:"id"`
	Kind  string          `json:"kind"`
	Input json.RawMessage `json:"input"`
}

type duty func(input json.RawMessage) (interface{}, error)

// serve does what is ordered until stdin ends, and with it the bench.
func serve(duties map[string]duty) {
	duties["cpu"] = cpu
	var lock sync.Mutex
	out := json.NewEncoder(os.Stdout)
	tell := func(answer map[string]interface{}) {
		lock.Lock()
		defer lock.Unlock()
		_ = out.Encode(answer)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var it order
		if err := json.Unmarshal(lines.Bytes(), &it); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		do, known := duties[it.Kind]
		if !known {
			tell(map[string]interface{}{"id": it.Id, "error": "this process has no duty '" + it.Kind + "'"})
			continue
		}
		// One that waits must not hold up the next.
		go func() {
			output, err := do(it.Input)
			if err != nil {
				tell(map[string]interface{}{"id": it.Id, "error": err.Error()})
				return
			}
			tell(map[string]interface{}{"id": it.Id, "output": output})
		}()
	}
}

// cpu is the CPU time of this process so far, user and system, in µs.
func cpu(json.RawMessage) (interface{}, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return nil, err
	}
	micros := func(time syscall.Timeval) int64 { return int64(time.Sec)*1e6 + int64(time.Usec) }
	return micros(usage.Utime) + micros(usage.Stime), nil
}
