package main

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"sync"
)

// order is a line of stdin.
type order struct {
	Id      int             `json:"id"`
	Op      string          `json:"op"`
	Method  string          `json:"method"`
	Kind    string          `json:"kind"`
	Arg     json.RawMessage `json:"arg"`
	Workers int             `json:"workers"`
}

// call is one call on its way: sent again as it is when its connection is lost.
type call struct {
	method string
	arg    any
	reply  any
	done   chan error
}

func newCall(o order) (*call, error) {
	kind, known := kinds[o.Kind]
	if !known {
		kind = kinds["string"]
	}
	arg, reply := kind()
	if err := json.Unmarshal(o.Arg, arg); err != nil {
		return nil, err
	}
	return &call{o.Method, reflect.ValueOf(arg).Elem().Interface(), reply, make(chan error, 1)}, nil
}

var output sync.Mutex

// tell writes a line to stdout.
func tell(line any) {
	output.Lock()
	defer output.Unlock()
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		os.Exit(1)
	}
}

// makeCall answers an order with what a call of it brought.
func makeCall(o order, do func(*call) error) {
	c, err := newCall(o)
	if err == nil {
		err = do(c)
	}
	if err != nil {
		tell(map[string]any{"id": o.Id, "error": err.Error()})
		return
	}
	tell(map[string]any{"id": o.Id, "reply": c.reply})
}

// load calls without a pause, from several goroutines, until it is told to stop.
type load struct {
	stop     chan struct{}
	workers  sync.WaitGroup
	mutex    sync.Mutex
	calls    int
	failures []string
}

func startLoad(o order, do func(*call) error) *load {
	l := &load{stop: make(chan struct{})}
	for n := 0; n < o.Workers; n++ {
		l.workers.Add(1)
		go l.run(o, do)
	}
	return l
}

func (l *load) run(o order, do func(*call) error) {
	defer l.workers.Done()
	for {
		select {
		case <-l.stop:
			return
		default:
		}
		c, err := newCall(o)
		if err == nil {
			err = do(c)
		}
		l.mutex.Lock()
		l.calls++
		if err != nil {
			l.failures = append(l.failures, err.Error())
		}
		l.mutex.Unlock()
	}
}

func (l *load) end(o order) {
	close(l.stop)
	l.workers.Wait()
	tell(map[string]any{"id": o.Id, "calls": l.calls, "failures": l.failures})
}

func (l *load) count() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.calls
}

// obey reads orders until stdin ends. Calls run side by side.
func obey(do func(*call) error, backend *Backend, drop func()) {
	var running *load
	lines := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(lines)
	for {
		var o order
		if err := decoder.Decode(&o); err != nil {
			return
		}
		switch o.Op {
		case "call":
			go makeCall(o, do)
		case "load":
			running = startLoad(o, do)
			tell(map[string]any{"id": o.Id})
		case "count":
			tell(map[string]any{"id": o.Id, "calls": running.count()})
		case "stop":
			go running.end(o)
		case "release":
			backend.gate <- struct{}{}
			tell(map[string]any{"id": o.Id})
		case "drop":
			drop()
			tell(map[string]any{"id": o.Id})
		}
	}
}
