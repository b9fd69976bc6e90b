package main

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	_ "modernc.org/sqlite" // the floor's own connections

	"github.com/parleydesk/parley/build/benchtool/rig"
)

// floorCommand is the argument that makes this program a floor: a server that
// takes the relay's place and does the least.
const floorCommand = "floor"

// The floors.
const (
	floorHMAC  = "hmac"  // reads the body and checks its signature
	floorBare  = "bare"  // and inserts the body, with group commit
	floorRelay = "relay" // checks the signature and hands the body to every socket
)

// relayPragmas are the settings of the relay's writing connection.
var relayPragmas = []string{
	"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "fullfsync(ON)",
	"checkpoint_fullfsync(ON)", "temp_store(MEMORY)", "secure_delete(ON)", "cache_size(-65536)",
}

// replicaPragmas are those of a desktop's copy, which can be fetched again.
var replicaPragmas = []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)"}

const bareFile = "bare.db"

// bare is a database with one table for bodies.
type bare struct {
	db     *sql.DB
	insert *sql.Stmt
}

func openBare(ctx context.Context, path string, pragmas []string) (*bare, error) {
	q := url.Values{"_pragma": pragmas}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	b := &bare{db: db}
	if _, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, data BLOB NOT NULL)`); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	b.insert, err = db.PrepareContext(ctx, `INSERT INTO body (data) VALUES (?)`)
	return b, err
}

func (b *bare) close() {
	b.insert.Close() //nolint:errcheck,gosec // a temporary file
	b.db.Close()     //nolint:errcheck,gosec // a temporary file
}

// put inserts bodies in one transaction.
func (b *bare) put(ctx context.Context, bodies [][]byte) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to take back after a commit
	stmt := tx.StmtContext(ctx, b.insert)
	defer stmt.Close() //nolint:errcheck // ends with its transaction
	for _, body := range bodies {
		if _, err := stmt.ExecContext(ctx, body); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// bareWriter inserts bodies: all that wait, at most 256, in one transaction.
type bareWriter struct {
	queue chan bareRequest // capacity as the ledger's queue
}

type bareRequest struct {
	body []byte
	done chan error
}

func startBareWriter(ctx context.Context, b *bare) *bareWriter {
	w := &bareWriter{queue: make(chan bareRequest, 4096)}
	go func() {
		for r := range w.queue {
			batch := []bareRequest{r}
			for len(w.queue) > 0 && len(batch) < 256 {
				batch = append(batch, <-w.queue)
			}
			bodies := make([][]byte, len(batch))
			for i, r := range batch {
				bodies[i] = r.body
			}
			err := b.put(ctx, bodies)
			for _, r := range batch {
				r.done <- err
			}
		}
	}()
	return w
}

func (w *bareWriter) insert(body []byte) error {
	r := bareRequest{body, make(chan error, 1)}
	w.queue <- r
	return <-r.done
}

// sockets is everybody whom the relay floor tells.
type sockets struct {
	mu  sync.Mutex // guards all; held while writing, as one frame at a time may be
	all []*websocket.Conn
}

func (s *sockets) join(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{EnableCompression: true}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, c)
}

func (s *sockets) tell(body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.all {
		if err := c.WriteMessage(websocket.TextMessage, body); err != nil {
			return err
		}
	}
	return nil
}

// serveFloor is the process of a floor: benchtool floor MODE DIR. It prints its
// address and serves until its input ends.
func serveFloor(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet(floorCommand, flag.ContinueOnError)
	if err := flags.Parse(args); err != nil || flags.NArg() != 2 {
		return errors.Join(errors.New("floor needs a mode and a folder"), err)
	}
	keep := func([]byte) error { return nil }
	told := &sockets{}
	switch flags.Arg(0) {
	case floorBare:
		b, err := openBare(ctx, filepath.Join(flags.Arg(1), bareFile), relayPragmas)
		if err != nil {
			return err
		}
		defer b.close()
		keep = startBareWriter(ctx, b).insert
	case floorRelay:
		keep = told.tell
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sync", told.join)
	mux.HandleFunc("POST "+rig.WebhookPath, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<20))
		switch {
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		case !hmac.Equal([]byte(rig.Sign(body)), []byte(r.Header.Get("X-Hub-Signature-256"))):
			w.WriteHeader(http.StatusUnauthorized)
		case keep(body) != nil:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, "http://"+ln.Addr().String()); err != nil {
		return err
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		io.Copy(io.Discard, os.Stdin) //nolint:errcheck,gosec // its end is all that matters
		srv.Close()                   //nolint:errcheck,gosec // the process ends
	}()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// server is something that takes webhooks: a floor or the relay.
type server struct {
	url  string
	pid  int
	file string // of a floor: its database, if it has one
	stop func() error
}

// startFloor runs a floor as a process of its own, as the relay is one.
func (b *bench) startFloor(mode string) (server, error) {
	dir, err := b.fresh(mode)
	if err != nil {
		return server{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return server{}, err
	}
	cmd := exec.Command(self, floorCommand, mode, dir) //nolint:gosec,noctx // this program itself; it ends with its input
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return server{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return server{}, err
	}
	if err := cmd.Start(); err != nil {
		return server{}, err
	}
	s := server{pid: cmd.Process.Pid, file: filepath.Join(dir, bareFile), stop: func() error { return errors.Join(in.Close(), cmd.Wait()) }}
	if _, err := fmt.Fscanln(out, &s.url); err != nil {
		return s, errors.Join(err, s.stop())
	}
	return s, nil
}
