//go:build bindings

package app

// generating is set in the program that Wails builds to describe the bound
// structs: it must open nothing.
const generating = true
