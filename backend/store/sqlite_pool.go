package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/parleydesk/parley/backend/desk"

	"modernc.org/sqlite" // the driver "sqlite", without cgo
)

// oldestSQLite is the first version without the bug that could corrupt a
// write-ahead log while two connections write and checkpoint at once.
var oldestSQLite = [3]int{3, 51, 3}

// addTextKey gives SQLite the function that the migration needs which gave messages
// a text_key. Connections that are opened afterwards have it.
var addTextKey = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("text_key", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		text, _ := args[0].(string) // the column is never null
		return desk.TextKey(text), nil
	})
})

// pragma is a setting of a connection. It stands in the connection's address, so
// that every connection of a pool has it, and is read back at start.
type pragma struct{ name, value, reads string }

// commonPragmas hold for every connection. FULL makes a commit durable, not just
// consistent; secure_delete makes erased text leave the file.
var commonPragmas = []pragma{
	{"busy_timeout", "10000", "10000"}, // the first: the checkpointer has its own
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"fullfsync", "ON", "1"}, // macOS: fsync alone does not reach the disk; elsewhere it does nothing
	{"checkpoint_fullfsync", "ON", "1"},
	{"temp_store", "MEMORY", "2"},
}

var (
	writerPragmas = append([]pragma{
		{"wal_autocheckpoint", "0", "0"}, // checkpoints have their own connection
		// A log that a long read let grow beyond this is cut when it begins anew.
		{"journal_size_limit", "268435456", "268435456"},
		{"secure_delete", "ON", "1"},
		{"cache_size", "-65536", "-65536"},
	}, commonPragmas...)
	readerPragmas = append([]pragma{
		{"query_only", "ON", "1"},
		{"cache_size", "-16384", "-16384"},
	}, commonPragmas...)
	checkpointPragmas = append([]pragma{
		{"busy_timeout", "20", "20"}, // the writer waits meanwhile: see finish
		{"wal_autocheckpoint", "0", "0"},
		{"cache_size", "-2048", "-2048"},
	}, commonPragmas[1:]...)
)

// address gives the driver's name for the file with its settings.
func address(path string, pragmas []pragma) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // Windows: file:///C:/…
	}
	q := url.Values{}
	for _, s := range pragmas {
		q.Add("_pragma", s.name+"("+s.value+")")
	}
	return (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String()
}

// openPool opens a pool of connections to the file, all with the settings.
func openPool(path string, pragmas []pragma, size int) (*sql.DB, error) {
	path, err := filepath.Abs(path) // an address would take the first folder of a relative one for a host
	if err != nil {
		return nil, storageError("open database", err)
	}
	db, err := sql.Open("sqlite", address(path, pragmas))
	if err != nil {
		return nil, storageError("open database", err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size) // opening one costs more than keeping it
	return db, nil
}

// openReaders is openPool of connections whose settings were read back.
func openReaders(ctx context.Context, path string, pragmas []pragma, size int) (*sql.DB, error) {
	pool, err := openPool(path, pragmas, size)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err == nil {
		err = checkPragmas(ctx, conn, pragmas)
		_ = conn.Close()
	}
	if err != nil {
		return nil, errors.Join(storageError("open the readers", err), pool.Close())
	}
	return pool, nil
}

// checkPragmas reads the settings back from one connection: a setting that did
// not take would be found out only by the power cut that it guards against.
func checkPragmas(ctx context.Context, c *sql.Conn, pragmas []pragma) error {
	for _, s := range pragmas {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+s.name).Scan(&got); err != nil {
			return storageError("read setting "+s.name, err)
		}
		if got != s.reads {
			return &desk.Error{
				Code: desk.CodeInternal, Subcode: "databaseSettings", Op: "check database settings",
				Err: fmt.Errorf("setting %s is %s and must be %s", s.name, got, s.reads),
			}
		}
	}
	return nil
}

// checkVersion refuses a SQLite that is too old.
func checkVersion(ctx context.Context, c *sql.Conn) error {
	var v string
	if err := c.QueryRowContext(ctx, sqlVersion).Scan(&v); err != nil {
		return storageError("read SQLite version", err)
	}
	return versionAtLeast(v, oldestSQLite)
}

func versionAtLeast(v string, least [3]int) error {
	parts := strings.Split(v, ".")
	for i, want := range least {
		got := 0
		if i < len(parts) {
			n, err := strconv.Atoi(parts[i])
			if err != nil {
				return desk.Refuse(desk.CodeInternal, "sqliteVersion", desk.Params{"context": "version", "version": v})
			}
			got = n
		}
		if got != want {
			if got > want {
				return nil
			}
			return desk.Refuse(desk.CodeInternal, "sqliteVersion", desk.Params{"context": "old", "version": v, "least": fmt.Sprintf("%d.%d.%d", least[0], least[1], least[2])})
		}
	}
	return nil
}
