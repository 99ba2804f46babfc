package main

import (
	"errors"
	"net/rpc"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// pool sends calls to whoever is connected, as the Go library does: what was in flight when a socket ended as sockets end
// is sent again, and what a close code of an application ended is an error.
type pool struct {
	queue chan *call
	mutex sync.Mutex
	conns map[*conn]bool
}

func newPool() *pool {
	return &pool{queue: make(chan *call, 100_000), conns: map[*conn]bool{}}
}

func (p *pool) do(c *call) error {
	p.queue <- c
	return <-c.done
}

// hold remembers a connection while it is used, and tells of it.
func (p *pool) hold(c *conn, use func()) {
	p.mutex.Lock()
	p.conns[c] = true
	p.mutex.Unlock()
	tell(map[string]any{"event": "connected"})
	use()
	c.Close()
	p.mutex.Lock()
	delete(p.conns, c)
	p.mutex.Unlock()
	tell(map[string]any{"event": "disconnected", "code": c.closeCode()})
}

// use takes calls for a connection until it ends.
func (p *pool) use(c *conn, client *rpc.Client) {
	defer client.Close()
	for {
		select {
		case <-c.done:
			return
		default:
		}
		select {
		case next := <-p.queue:
			go p.send(c, client, next)
		case <-c.done:
			return
		}
	}
}

func (p *pool) send(c *conn, client *rpc.Client, next *call) {
	err := client.Call(next.method, next.arg, next.reply)
	_, answered := err.(rpc.ServerError)
	// A result of another type than it asked for: its caller is told. What comes next finds nobody who reads.
	if err == nil || answered || strings.HasPrefix(err.Error(), "reading body") {
		next.done <- err
		return
	}
	select {
	case <-c.done:
	case <-time.After(2 * time.Second):
		// Nobody reads the socket any more, and it is open: the client of net/rpc was sent what it can't survive.
		next.done <- errors.New("poisoned: " + err.Error())
		return
	}
	switch c.closeCode() {
	case websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseAbnormalClosure:
		p.queue <- next
	default:
		next.done <- err
	}
}

// drop ends all sockets without a word.
func (p *pool) drop() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for c := range p.conns {
		c.socket.UnderlyingConn().Close()
	}
}
