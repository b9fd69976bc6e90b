package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// buildEmpty compiles a Wails program whose window has one row.
func (b *bench) buildEmpty(ctx context.Context, dir string) (string, error) {
	source, bin := filepath.Join(dir, "empty.go"), filepath.Join(dir, "empty")
	if err := os.WriteFile(source, []byte(emptyProgram), 0o600); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "desktop,production,webkit2_41", "-o", bin, source) //nolint:gosec // files of ours
	cmd.Dir = b.root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the empty window: %w\n%s", err, out)
	}
	return bin, nil
}

const emptyProgram = `package main

import (
	"net/http"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
)

func main() {
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<!doctype html><title>empty</title><body style='margin:0;background:#2266cc'>row"))
	})
	err := wails.Run(&options.App{
		Title: "Empty", Width: 1360, Height: 860, AssetServer: &assetserver.Options{Handler: page},
		Linux: &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
	if err != nil {
		panic(err)
	}
}
`
