//go:build ignore

// Command shim writes a bcryptprimitives.dll of one kilobyte, whose only export
// passes ProcessPrng on to advapi32's SystemFunction036: Go asks for it at its
// start, and the Wine of Debian 12 has none. `go run build/wine/shim.go FILE`.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
)

const (
	section = 0x1000 // where the exports lie in memory
	raw     = 0x200  // and in the file
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run build/wine/shim.go FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], library(), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func library() []byte {
	table, size := exports()
	b := header(size)
	b = append(b, make([]byte, raw-len(b))...)
	b = append(b, table...)
	return append(b, make([]byte, raw+0x200-len(b))...)
}

// exports is the export directory, and how many bytes it has.
func exports() ([]byte, uint32) {
	const directory, lists = 40, 12
	const library, function, target = "bcryptprimitives.dll\x00", "ProcessPrng\x00", "advapi32.SystemFunction036\x00"
	functions := uint32(section + directory)
	libraryAt := functions + lists
	functionAt := libraryAt + uint32(len(library))
	targetAt := functionAt + uint32(len(function))
	b := put(nil, uint32(0), uint32(0), uint32(0), libraryAt, uint32(1), uint32(1), uint32(1), functions, functions+4, functions+8,
		targetAt, functionAt, uint16(0), uint16(0))
	b = append(b, library+function+target...)
	return b, targetAt + uint32(len(target)) - section
}

func header(size uint32) []byte {
	dos := make([]byte, 64)
	copy(dos, "MZ")
	binary.LittleEndian.PutUint32(dos[60:], 64)
	b := append(dos, "PE\x00\x00"...)
	b = put(b, uint16(0x8664), uint16(1), uint32(0), uint32(0), uint32(0), uint16(240), uint16(0x2022)) // one section, a library
	b = put(b, uint16(0x20b), uint8(14), uint8(0), uint32(0), uint32(0x200), uint32(0), uint32(0), uint32(section),
		uint64(0x6bc0000000), uint32(0x1000), uint32(0x200), uint16(6), uint16(0), uint16(0), uint16(0), uint16(6), uint16(0), uint32(0),
		uint32(0x2000), uint32(raw), uint32(0), uint16(3), uint16(0x100),
		uint64(0x100000), uint64(0x1000), uint64(0x100000), uint64(0x1000), uint32(0), uint32(16), uint32(section), size)
	b = append(b, make([]byte, 15*8)...) // the other directories are empty
	b = append(b, ".edata\x00\x00"...)
	return put(b, size, uint32(section), uint32(0x200), uint32(raw), uint32(0), uint32(0), uint16(0), uint16(0), uint32(0x40000040))
}

func put(b []byte, values ...any) []byte {
	var out bytes.Buffer
	for _, v := range values {
		binary.Write(&out, binary.LittleEndian, v) //nolint:errcheck // a buffer takes every number
	}
	return append(b, out.Bytes()...)
}
