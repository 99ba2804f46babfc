package main

import (
	"errors"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// conn is a WebSocket as the stream of bytes that net/rpc wants: each write is a binary message, and a read goes over the
// borders of messages.
type conn struct {
	socket *websocket.Conn
	reader io.Reader
	once   sync.Once
	// Closed when the socket has ended.
	done chan struct{}
	// Why it ended: to be read once done is closed.
	err error
}

func newConn(socket *websocket.Conn) *conn {
	answer := socket.PingHandler()
	socket.SetPingHandler(func(data string) error {
		tell(map[string]any{"event": "ping"})
		return answer(data)
	})
	return &conn{socket: socket, done: make(chan struct{})}
}

func (c *conn) Read(p []byte) (int, error) {
	for {
		if c.reader == nil {
			_, reader, err := c.socket.NextReader()
			if err != nil {
				c.end(err)
				return 0, err
			}
			c.reader = reader
		}
		n, err := c.reader.Read(p)
		if err == io.EOF {
			c.reader = nil
			if n == 0 {
				continue
			}
			return n, nil
		}
		if err != nil {
			c.end(err)
		}
		return n, err
	}
}

func (c *conn) Write(p []byte) (int, error) {
	if err := c.socket.WriteMessage(websocket.BinaryMessage, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *conn) Close() error {
	c.end(io.ErrClosedPipe)
	return c.socket.Close()
}

func (c *conn) end(err error) {
	c.once.Do(func() {
		c.err = err
		close(c.done)
	})
}

// ping sends empty pings until the socket has ended, also where nobody reads from it.
func (c *conn) ping(interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := c.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(interval)); err != nil {
				c.end(err)
			}
		case <-c.done:
			return
		}
	}
}

// closeCode is the code of the close frame that ended it; 1006 when there was none.
func (c *conn) closeCode() int {
	<-c.done
	var closed *websocket.CloseError
	if errors.As(c.err, &closed) {
		return closed.Code
	}
	return websocket.CloseAbnormalClosure
}
