// Decodes streams of gobs into the types that it is told, and encodes what it got again: a mirror that is Go itself. Each
// request and each answer is JSON behind its length in four bytes.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"io"
	"os"
	"reflect"
)

type request struct {
	Types  []*description
	Stream []byte
}

type answer struct {
	Stream []byte `json:"stream"`
	Error  string `json:"error"`
}

// mirror takes one value of each type out of the stream, and returns a stream of the same values.
func mirror(asked *request) (stream []byte, err error) {
	var buffer bytes.Buffer
	decoder := gob.NewDecoder(bytes.NewReader(asked.Stream))
	encoder := gob.NewEncoder(&buffer)
	for _, described := range asked.Types {
		value := reflect.New(described.toGo())
		if err := decoder.DecodeValue(value); err != nil {
			return nil, err
		}
		if err := encoder.EncodeValue(value); err != nil {
			return nil, err
		}
	}
	if err := decoder.DecodeValue(reflect.Value{}); err != io.EOF {
		return nil, io.ErrNoProgress
	}
	return buffer.Bytes(), nil
}

func read(from io.Reader) (*request, error) {
	var size uint32
	if err := binary.Read(from, binary.BigEndian, &size); err != nil {
		return nil, err
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(from, content); err != nil {
		return nil, err
	}
	asked := new(request)
	return asked, json.Unmarshal(content, asked)
}

func write(to io.Writer, said *answer) error {
	content, err := json.Marshal(said)
	if err != nil {
		return err
	}
	framed := make([]byte, 4, 4+len(content))
	binary.BigEndian.PutUint32(framed, uint32(len(content)))
	_, err = to.Write(append(framed, content...))
	return err
}

func main() {
	input := bufio.NewReader(os.Stdin)
	for {
		asked, err := read(input)
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(err)
		}
		said := &answer{}
		if said.Stream, err = mirror(asked); err != nil {
			said.Error = err.Error()
		}
		if err := write(os.Stdout, said); err != nil {
			panic(err)
		}
	}
}
