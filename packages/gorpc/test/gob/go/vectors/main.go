// Prints what Go's own encoder makes of values of all kinds: vectors.json. Each vector is one stream; each piece of it is
// what one call of Encode wrote. Go gives ids to types in the order in which a process meets them: so new vectors go to
// the end, and maps have one entry at most.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"time"
)

type vector struct {
	Name   string   `json:"name"`
	Pieces []string `json:"pieces"`
}

type scalars struct {
	Bool    bool
	Int     int
	Int8    int8
	Uint    uint
	Uint8   uint8
	Float   float64
	Float32 float32
	Complex complex128
	String  string
	Bytes   []byte
}

type pointers struct {
	Int    *int
	Struct *inner
	Deep   **inner
	Array  *[2]int
}

type inner struct{ A, B int }

type outer struct {
	Before string
	Inner  inner
	Array  [3]int
	After  string
}

type maps struct {
	Nil   map[string]int
	Empty map[string]int
	Ints  map[int]string
	Inner map[string]inner
	Keys  map[inner]bool
}

type list struct {
	Value int
	Next  *list
}

type tree struct {
	Name     string
	Children []tree
	ByName   map[string]*tree
}

type selves []selves

type holder struct {
	Before int
	Item   interface{}
	After  string
}

type point struct{ X, Y int }

type box struct {
	Item interface{}
	Note string
}

type opaque struct{ content []byte }

func (o opaque) GobEncode() ([]byte, error)   { return o.content, nil }
func (o *opaque) GobDecode(from []byte) error { o.content = from; return nil }

type binary struct{ Content byte }

func (b binary) MarshalBinary() ([]byte, error)     { return []byte{b.Content, b.Content}, nil }
func (b *binary) UnmarshalBinary(from []byte) error { b.Content = from[0]; return nil }

type marshaled struct {
	Opaque opaque
	Binary binary
	Big    *big.Int
	Time   time.Time
	None   time.Time
}

type hidden struct {
	Shown  int
	secret int
	Func   func()
	Chan   chan int
}

type embedded struct {
	inner
	Point point
	C     int
}

type Exported struct{ A int }

type embeds struct {
	Exported
	B int
}

func all() []vector {
	var vectors []vector
	add := func(name string, values ...interface{}) {
		var buffer bytes.Buffer
		encoder := gob.NewEncoder(&buffer)
		var pieces []string
		for _, value := range values {
			if err := encoder.Encode(value); err != nil {
				panic(name + ": " + err.Error())
			}
			pieces = append(pieces, hex.EncodeToString(buffer.Bytes()))
			buffer.Reset()
		}
		vectors = append(vectors, vector{name, pieces})
	}
	numbers(add)
	containers(add)
	interfaces(add)
	others(add)
	return vectors
}

func numbers(add func(string, ...interface{})) {
	add("bools", true, false)
	add("ints", 0, 1, -1, 63, 64, -64, -65, 127, 128, 255, 256, -129, 1<<31-1, -1<<31)
	add("large ints", 1<<53-1, -(1<<53 - 1), 1<<53, -1<<53, math.MaxInt64, math.MinInt64)
	add("uints", uint(0), uint(127), uint(128), uint(255), uint(256), uint(1<<32), uint64(1<<53-1))
	add("large uints", uint64(1<<53), uint64(math.MaxUint64))
	add("floats", 0.0, 1.0, -1.0, 17.0, 0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1))
	add("special floats", math.Inf(1), math.Inf(-1), math.NaN(), float32(0.5))
	add("complexes", complex(0, 0), complex(1.5, -2), complex64(complex(0, 1)))
	add("strings", "", "hello", "grüß dich 🙂", "\x00", "\xff\xfe", "\ufeffbom")
	add("bytes", []byte{}, []byte{0, 1, 255}, make([]byte, 300))
}

func containers(add func(string, ...interface{})) {
	seven := 7
	zero := 0
	in := &inner{1, 2}
	add("a struct of scalars", scalars{}, scalars{
		true, -5, 5, 6, 200, 1.5, 2.5, complex(1, 2), "text", []byte("bytes"),
	})
	add("pointers", pointers{}, pointers{&seven, in, &in, &[2]int{}}, pointers{Int: &zero, Struct: &inner{}})
	add("a struct in a struct", outer{}, outer{"b", inner{1, 0}, [3]int{0, 5, 0}, "a"})
	add("slices", []int{}, []int{1, 0, -1}, []string{"a", ""}, []bool{true, false}, []float64{0, 2.5}, [][]byte{{1}, {}})
	add("slices of uints", []uint{0, 300}, []uint16{5}, []complex128{complex(1, 0)})
	add("slices of slices", [][]int{{}, {1}, {2, 3}})
	add("slices of structs", []inner{{}, {1, 2}}, []*inner{in}, []struct{}{{}, {}})
	add("arrays", [0]int{}, [3]int{1, 2, 3}, [2][2]string{{"a", ""}, {"", "d"}}, [4]byte{1, 2, 3, 200})
	add("maps", map[string]int{}, map[string]int{"a": 0}, map[int][]string{-1: {"x"}}, map[bool]float64{true: 0})
	add("maps in a struct", maps{}, maps{
		Empty: map[string]int{}, Ints: map[int]string{1: ""},
		Inner: map[string]inner{"k": {0, 9}}, Keys: map[inner]bool{{1, 2}: true},
	})
	add("a list", list{1, &list{2, &list{0, nil}}})
	add("a tree", tree{"root", []tree{{Name: "leaf"}}, map[string]*tree{"x": {Name: "y"}}})
	add("slices of themselves", selves{selves{}, selves{selves{}}})
	add("an empty struct", struct{}{}, struct{}{})
	add("a type comes once", inner{1, 2}, inner{3, 4}, outer{}, []inner{{5, 6}})
}

func interfaces(add func(string, ...interface{})) {
	gob.RegisterName("main.point", point{})
	gob.RegisterName("main.box", box{})
	gob.RegisterName("main.pointer", &tree{})
	gob.RegisterName("time.Time", time.Time{})
	gob.RegisterName("main.table", map[string]int{})
	hold := func(item interface{}) holder { return holder{1, item, "z"} }
	add("a nil interface", holder{}, hold(nil))
	add("scalars in interfaces", hold(true), hold(-3), hold(uint8(200)), hold(1.5), hold("s"), hold([]byte{1}),
		hold(complex(1, 2)), hold([]string{"a"}), hold([]int{}))
	add("a struct in an interface, twice", hold(point{2, 3}), hold(point{4, 5}))
	add("interfaces in interfaces", hold(box{box{"deep", "n"}, "m"}), hold(box{point{1, 2}, "n"}))
	add("an interface in an interface, both new", hold(box{point{2, 3}, "n"}))
	add("a type that is new and holds a new one", hold(&tree{"r", []tree{{Name: "l"}}, nil}))
	add("a slice of interfaces", []interface{}{1, point{}, nil, box{}, "x", map[string]int{"a": 1}})
	add("a map of interfaces", map[string]interface{}{"k": point{1, 1}})
	add("what comes after an interface", hold(point{1, 2}), point{3, 4}, box{nil, "n"})
}

func others(add func(string, ...interface{})) {
	when := time.Date(2024, 2, 29, 12, 34, 56, 789_000_000, time.UTC)
	east := when.In(time.FixedZone("", 2*60*60))
	odd := when.In(time.FixedZone("", 61))
	add("times", when, east, time.Time{}, time.Unix(0, 0).UTC(), time.Unix(-1, 999_999_999).UTC())
	add("a time with odd seconds in its zone", odd)
	add("times in containers", []time.Time{when}, map[string]time.Time{"k": when}, [1]time.Time{{}}, holder{Item: when})
	add("types that turn themselves into bytes", marshaled{}, marshaled{
		opaque{[]byte("gob")}, binary{7}, big.NewInt(-300), when, time.Time{},
	})
	add("a type that turns itself into bytes, alone", opaque{[]byte{}}, binary{1}, []binary{{1}, {2}})
	add("fields that are not sent", hidden{Shown: 1, secret: 2})
	add("embedded structs", embedded{inner{1, 2}, point{3, 4}, 5}, embeds{Exported{1}, 2})
}

func main() {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all()); err != nil {
		panic(err)
	}
}
