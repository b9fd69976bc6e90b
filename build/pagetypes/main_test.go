package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The files in the tree are what the Go code says today.
func TestGenerated_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	want, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{file: want, requestsFile: generateRequests()} {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is out of date: run go run ./build/pagetypes and commit it", name)
		}
	}
}
