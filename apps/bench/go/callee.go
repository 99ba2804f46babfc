package main

import (
	"encoding/json"
	"net/rpc"

	"github.com/gorilla/websocket"
)

// Param is what is echoed.
type Param struct {
	Id   int
	Name string
}

// Bench has the methods of src/work.ts.
type Bench struct{}

const largest = 1024 * 1024

var pattern = makePattern()

func makePattern() []byte {
	bytes := make([]byte, largest)
	for at := range bytes {
		bytes[at] = byte(at % 251)
	}
	return bytes
}

func (Bench) Echo(param Param, result *Param) error {
	*result = param
	return nil
}

func (Bench) Bytes(size int, result *[]byte) error {
	*result = pattern[:size]
	return nil
}

type place struct {
	At string `json:"at"`
}

func calleeDuties() map[string]duty {
	return map[string]duty{
		"open": func(input json.RawMessage) (interface{}, error) {
			var where place
			if err := json.Unmarshal(input, &where); err != nil {
				return nil, err
			}
			server := rpc.NewServer()
			if err := server.Register(Bench{}); err != nil {
				return nil, err
			}
			socket, _, err := websocket.DefaultDialer.Dial(where.At, nil)
			if err != nil {
				return nil, err
			}
			go server.ServeConn(&conn{socket: socket})
			return place{}, nil
		},
	}
}
