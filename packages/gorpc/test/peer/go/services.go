package main

import (
	"errors"
	"strings"
)

// Args and Total are a param and a result that are structs.
type Args struct{ A, B int }

type Total struct {
	Sum  int
	Blob []byte
}

// Inner and Record have in them what a struct may have.
type Inner struct {
	X, Y float64
	Tags []string
}

type Record struct {
	Name   string
	Count  int64
	Ratio  float64
	On     bool
	Raw    []byte
	Inner  Inner
	List   []Inner
	ByName map[string]int
	Next   *Inner
}

// Backend is what the Go side serves.
type Backend struct{ gate chan struct{} }

func (*Backend) Get(id string, reply *string) error              { *reply = "value of " + id; return nil }
func (*Backend) String(arg string, reply *string) error          { *reply = arg; return nil }
func (*Backend) Int(arg int64, reply *int64) error               { *reply = arg; return nil }
func (*Backend) Float(arg float64, reply *float64) error         { *reply = arg; return nil }
func (*Backend) Bool(arg bool, reply *bool) error                { *reply = arg; return nil }
func (*Backend) Bytes(arg []byte, reply *[]byte) error           { *reply = arg; return nil }
func (*Backend) Slice(arg []int, reply *[]int) error             { *reply = arg; return nil }
func (*Backend) Map(arg map[string]int, r *map[string]int) error { *r = arg; return nil }
func (*Backend) Record(arg Record, reply *Record) error          { *reply = arg; return nil }
func (*Backend) Nothing(arg struct{}, reply *struct{}) error     { return nil }
func (*Backend) Nil(arg string, reply *[]int) error              { *reply = nil; return nil }
func (*Backend) Untouched(arg string, reply *[]int) error        { return nil }
func (*Backend) Fail(arg string, reply *string) error            { return errors.New(arg) }
func (*Backend) Long(size int, reply *string) error {
	*reply = strings.Repeat("x", size)
	return nil
}
func (*Backend) Add(args Args, reply *Total) error {
	*reply = Total{args.A + args.B, []byte{1, 2, 255}}
	return nil
}

// Hold answers once the test says so.
func (b *Backend) Hold(arg string, reply *string) error {
	tell(map[string]any{"event": "held"})
	<-b.gate
	*reply = arg
	return nil
}

// kinds are the types that a call may have: its arg, and where its reply goes.
var kinds = map[string]func() (arg, reply any){
	"string":  func() (any, any) { return new(string), new(string) },
	"int":     func() (any, any) { return new(int64), new(int64) },
	"float":   func() (any, any) { return new(float64), new(float64) },
	"bool":    func() (any, any) { return new(bool), new(bool) },
	"bytes":   func() (any, any) { return new([]byte), new([]byte) },
	"slice":   func() (any, any) { return new([]int), new([]int) },
	"map":     func() (any, any) { return new(map[string]int), new(map[string]int) },
	"record":  func() (any, any) { return new(Record), new(Record) },
	"nothing": func() (any, any) { return new(struct{}), new(struct{}) },
	"add":     func() (any, any) { return new(Args), new(Total) },
}
