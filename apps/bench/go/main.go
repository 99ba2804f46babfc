// The ends of Go's net/rpc, with its gob codec, over a WebSocket: what the Go library that wsrpc comes from does. The pool
// listens and calls, the provider dials and serves. Started with "caller" or "callee"; orders come on stdin, one a line as
// JSON, and answers go to stdout.
package main

import "os"

func main() {
	side := ""
	if len(os.Args) > 1 {
		side = os.Args[1]
	}
	switch side {
	case "caller":
		serve(newCaller().duties())
	case "callee":
		serve(calleeDuties())
	default:
		os.Stderr.WriteString("usage: bench caller|callee\n")
		os.Exit(2)
	}
}
