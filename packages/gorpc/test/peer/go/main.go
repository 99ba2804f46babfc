// The four ends that the Go library has, of net/rpc over a WebSocket: a pool that calls whoever dials in, a provider that
// dials and serves, a callee that serves whoever dials in, a caller that dials and calls. Wired as it wires them: one write
// is one binary message, no subprotocol, an Origin, empty pings, and dialling again. Orders come on stdin, one a line as
// JSON; what happens goes to stdout.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"net"
	"net/http"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

var (
	role  = flag.String("role", "", "pool, provider, callee or caller")
	codec = flag.String("codec", "gob", "gob or json")
	urls  = flag.String("url", "", "where to dial; several with commas between")
	ca    = flag.String("ca", "", "a file with the certificate that vouches for the other side")
	cert  = flag.String("cert", "", "a file with this side's certificate")
	key   = flag.String("key", "", "a file with its key")
)

const (
	redial       = 20 * time.Millisecond
	pingInterval = 50 * time.Millisecond
)

func serveConn(c io.ReadWriteCloser) {
	if *codec == "json" {
		jsonrpc.ServeConn(c)
	} else {
		rpc.ServeConn(c)
	}
}

func newClient(c io.ReadWriteCloser) *rpc.Client {
	if *codec == "json" {
		return jsonrpc.NewClient(c)
	}
	return rpc.NewClient(c)
}

func main() {
	flag.Parse()
	backend := &Backend{make(chan struct{})}
	rpc.Register(backend)
	p := newPool()
	// A server of net/rpc ends with its socket, or at what it can't read; and then waits for what it runs.
	serving := func(c *conn) { p.hold(c, func() { serveConn(c) }) }
	calling := func(c *conn) { p.hold(c, func() { p.use(c, newClient(c)) }) }
	switch *role {
	case "pool":
		listen(calling)
	case "callee":
		listen(serving)
	case "provider":
		dialAll(serving)
	case "caller":
		dialAll(calling)
	default:
		flag.Usage()
		os.Exit(2)
	}
	obey(p.do, backend, p.drop)
}

func must[T any](value T, err error) T {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	return value
}

// tlsConfig is nil where there are no certificates.
func tlsConfig() *tls.Config {
	if *ca == "" {
		return nil
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(must(os.ReadFile(*ca)))
	own := must(tls.LoadX509KeyPair(*cert, *key))
	return &tls.Config{
		RootCAs:      roots,
		ClientCAs:    roots,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		Certificates: []tls.Certificate{own},
	}
}

func listen(use func(*conn)) {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	scheme := "ws://"
	if config := tlsConfig(); config != nil {
		listener = tls.NewListener(listener, config)
		scheme = "wss://"
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		c := newConn(socket)
		go c.ping(pingInterval)
		use(c)
	}))
	tell(map[string]any{"event": "listening", "url": scheme + listener.Addr().String() + "/"})
}

func dialAll(use func(*conn)) {
	for _, url := range strings.Split(*urls, ",") {
		go dial(url, use)
	}
}

// dial dials for ever.
func dial(url string, use func(*conn)) {
	dialer := websocket.Dialer{TLSClientConfig: tlsConfig()}
	header := http.Header{"Origin": {"http://localhost/"}}
	for {
		socket, response, err := dialer.Dial(url, header)
		if err != nil {
			status := 0
			if response != nil {
				status = response.StatusCode
			}
			tell(map[string]any{"event": "refused", "status": status, "error": err.Error()})
		} else {
			c := newConn(socket)
			go c.ping(pingInterval)
			use(c)
		}
		time.Sleep(redial)
	}
}
