package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// sizes prints how large the programs are, beside programs of the same libraries
// that do nothing.
func (b *bench) sizes(ctx context.Context) error {
	dir, err := b.fresh("sizes")
	if err != nil {
		return err
	}
	idle, err := b.buildIdle(ctx, dir)
	if err != nil {
		return err
	}
	b.table.add("parley-relay, without symbols", fmt.Sprintf("%.1f MB", fileMB(b.relay)),
		fmt.Sprintf("%.1f MB web server with SQLite", fileMB(idle)), ratio(sample{fileMB(b.relay)}, sample{fileMB(idle)}))
	if b.app == "" {
		b.table.add("desktop app", "not measured", "needs --app", "")
		return nil
	}
	empty, err := b.buildEmpty(ctx, dir)
	if err != nil {
		return err
	}
	b.table.add("desktop app", fmt.Sprintf("%.1f MB", fileMB(b.app)), fmt.Sprintf("%.1f MB empty Wails window", fileMB(empty)),
		ratio(sample{fileMB(b.app)}, sample{fileMB(empty)}))
	return nil
}

// buildIdle compiles a web server that opens a database.
func (b *bench) buildIdle(ctx context.Context, dir string) (string, error) {
	source, bin := filepath.Join(dir, "idle.go"), filepath.Join(dir, "idle")
	if err := os.WriteFile(source, []byte(idleProgram), 0o600); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", bin, source) //nolint:gosec // files of ours
	cmd.Dir, cmd.Env = b.root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the idle server: %w\n%s", err, out)
	}
	return bin, nil
}

const idleProgram = `package main

import (
	"database/sql"
	"net/http"

	_ "modernc.org/sqlite"
)

func main() {
	db, err := sql.Open("sqlite", "idle.db")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	panic(http.ListenAndServe("127.0.0.1:0", nil))
}
`
