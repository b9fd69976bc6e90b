package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The file in the tree is what the Go code says today.
func TestGenerated_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	want, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is out of date: run go run ./build/unions and commit it", file)
	}
}
