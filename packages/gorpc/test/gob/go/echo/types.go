package main

import (
	"encoding/gob"
	"reflect"
	"time"
)

// description tells a type of Go, as test/gob/samples.ts does.
type description struct {
	Kind    string
	Element *description
	Key     *description
	Length  int
	Fields  []struct {
		Name string
		Type *description
	}
}

type opaque struct{ content string }

func (o opaque) GobEncode() ([]byte, error)   { return []byte(o.content), nil }
func (o *opaque) GobDecode(from []byte) error { o.content = string(from); return nil }

type binaryForm struct{ content string }

func (b binaryForm) MarshalBinary() ([]byte, error)     { return []byte(b.content), nil }
func (b *binaryForm) UnmarshalBinary(from []byte) error { b.content = string(from); return nil }

type tree struct {
	Value    int
	Next     *tree
	Children []tree
	ByName   map[string]*tree
}

type point struct{ X, Y int }

type box struct {
	Item interface{}
	Note string
}

var simple = map[string]reflect.Type{
	"bool":            reflect.TypeOf(false),
	"int":             reflect.TypeOf(int64(0)),
	"uint":            reflect.TypeOf(uint64(0)),
	"float":           reflect.TypeOf(0.0),
	"complex":         reflect.TypeOf(complex(0, 0)),
	"string":          reflect.TypeOf(""),
	"bytes":           reflect.TypeOf([]byte(nil)),
	"time":            reflect.TypeOf(time.Time{}),
	"interface":       reflect.TypeOf((*interface{})(nil)).Elem(),
	"GobEncoder":      reflect.TypeOf(opaque{}),
	"BinaryMarshaler": reflect.TypeOf(binaryForm{}),
	"tree":            reflect.TypeOf(tree{}),
}

func init() {
	gob.RegisterName("main.point", point{})
	gob.RegisterName("main.box", box{})
	gob.RegisterName("time.Time", time.Time{})
}

func (d *description) toGo() reflect.Type {
	switch d.Kind {
	case "pointer":
		return reflect.PtrTo(d.Element.toGo())
	case "slice":
		return reflect.SliceOf(d.Element.toGo())
	case "array":
		return reflect.ArrayOf(d.Length, d.Element.toGo())
	case "map":
		return reflect.MapOf(d.Key.toGo(), d.Element.toGo())
	case "struct":
		fields := make([]reflect.StructField, len(d.Fields))
		for at, field := range d.Fields {
			fields[at] = reflect.StructField{Name: field.Name, Type: field.Type.toGo()}
		}
		return reflect.StructOf(fields)
	}
	found, ok := simple[d.Kind]
	if !ok {
		panic("there is no type of the kind " + d.Kind)
	}
	return found
}
