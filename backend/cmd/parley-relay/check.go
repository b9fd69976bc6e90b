package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/secrets"
)

// check has read the configuration already; what it points at is looked at,
// and everything that is wrong is listed. It makes and changes nothing and needs
// no lock: it is for the moment before a relay is restarted, with a newer
// program perhaps, while the old one still works there. The database is read
// whole, which takes a minute or so for each few gigabytes.
func check(ctx context.Context, cfg config.Config, out io.Writer) error {
	note := func(text string, args ...any) {
		fmt.Fprintf(out, "note: "+text+"\n", args...) //nolint:errcheck // a note
	}
	for _, name := range cfg.IgnoredEnv {
		note("the environment variable %s is not a setting of the relay", name)
	}
	fresh, err := checkData(cfg)
	keyErr := secrets.CheckFile(cfg.MasterKeyPath())
	switch {
	case desk.CodeOf(keyErr) != desk.CodeNotFound:
		err = errors.Join(err, keyErr)
	case !fresh:
		err = errors.Join(err, desk.Refuse(desk.CodeInvalid, "masterKeyLost", desk.Params{"context": "path", "path": cfg.MasterKeyPath()}))
	}
	if err == nil && !fresh {
		err = datadir.Check(ctx, filepath.Join(cfg.DataDir, datadir.DatabaseFile))
	}
	if err != nil {
		return err
	}
	if !fresh {
		note("the database is whole, and its record is as it was written")
	}
	if fresh {
		note("there is no database in %s yet: the first start makes it", cfg.DataDir)
	}
	fmt.Fprintln(out, "configuration is good") //nolint:errcheck // nowhere left to tell
	return nil
}

// checkData looks at the data directory. fresh says that it holds no database.
func checkData(cfg config.Config) (fresh bool, err error) {
	dir, err := os.Stat(cfg.DataDir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return true, badData("look", err)
	case !dir.IsDir():
		return true, badData("file", nil)
	}
	probe, err := os.CreateTemp(cfg.DataDir, ".check-*")
	if err != nil {
		return false, badData("write", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return false, badData("disk", err)
	}
	return checkDatabase(filepath.Join(cfg.DataDir, datadir.DatabaseFile))
}

func badData(context string, cause error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: "dataDir", Op: "check data directory", Err: cause,
		Params: desk.Params{desk.ParamContext: context},
	}
}

// mark is where SQLite keeps a file's application id, and ours.
const (
	markAt = 68
	mark   = "PRLY"
)

// checkDatabase reads the first bytes of the database: whether it is one, and
// ours. An empty file is a new one.
func checkDatabase(path string) (fresh bool, err error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the directory
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	head := make([]byte, markAt+len(mark))
	if err == nil {
		defer f.Close() //nolint:errcheck // read only
		if _, err = io.ReadFull(f, head); errors.Is(err, io.EOF) {
			return true, nil
		}
	}
	ours := string(head[markAt:]) == mark
	if log, lost := os.Stat(path + "-wal"); lost == nil && log.Size() > 0 {
		ours = ours || string(head[markAt:]) == "\x00\x00\x00\x00" // a young relay's: the mark is in the log yet
	}
	if err != nil || string(head[:6]) != "SQLite" || !ours {
		return false, &desk.Error{
			Code: desk.CodeInvalid, Subcode: "databaseFile", Op: "check database", Err: err,
			Params: desk.Params{"context": "foreign"},
		}
	}
	return false, nil
}
