package main

import (
	"io"

	"github.com/gorilla/websocket"
)

// conn is a WebSocket as the stream of bytes that net/rpc wants: each write is a binary message.
type conn struct {
	socket *websocket.Conn
	reader io.Reader
}

func (c *conn) Read(p []byte) (int, error) {
	for {
		if c.reader == nil {
			_, reader, err := c.socket.NextReader()
			if err != nil {
				return 0, err
			}
			c.reader = reader
		}
		n, err := c.reader.Read(p)
		if err == io.EOF {
			c.reader = nil
			err = nil
			if n == 0 {
				continue
			}
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

func (c *conn) Close() error { return c.socket.Close() }
