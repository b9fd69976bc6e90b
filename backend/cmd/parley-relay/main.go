// Command parley-relay is the relay for a team: one static binary behind its
// own TLS or a proxy. It reads its configuration, runs the relay, and turns
// signals and failures into exit codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/logging"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/words"
)

// version is set when the binary is built for release.
var version = "0.1.0-dev"

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1
	exitUsage   = 2
	exitStorage = 3 // the disk cannot be trusted: look before starting again
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Environ(), logging.Plain(os.Stdout), logging.Plain(os.Stderr))
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args, environ []string, out, errOut io.Writer) int {
	cmd, err := config.Parse(args, environ, out)
	if errors.Is(err, config.ErrHelp) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintln(errOut, err) //nolint:errcheck // nowhere left to tell
		return exitUsage
	}
	code := exitOK
	switch c := cmd.(type) {
	case config.Version:
		fmt.Fprintln(out, "parley-relay", version) //nolint:errcheck // nowhere left to tell
	case config.Serve:
		code, err = serve(ctx, c.Config, errOut)
	case config.Migrate:
		err = migrate(ctx, c.Config)
	case config.Check:
		err = check(ctx, c.Config, out)
	case config.Backup:
		err = backup.Write(ctx, c)
	case config.Clock:
		err = relay.CorrectClock(ctx, c, out)
	case config.Rebuild:
		err = rebuild(ctx, c.Config, out)
	case config.Verify:
		err = upkeep.Verify(ctx, c.Config.DataDir, c.Config.MasterKeyPath(), out)
	case config.Replay:
		if err = exists(c.Config); err == nil {
			err = relay.Replay(ctx, c, out)
		}
	case config.RotateKey:
		err = withExisting(ctx, c.Config, func(db *store.DB) error {
			return upkeep.RotateKey(ctx, db, c.Config.MasterKeyPath(), out)
		})
	case config.Restore:
		err = backup.Restore(ctx, c)
	case config.OrgCreate:
		if err = exists(c.Config); err == nil {
			err = relay.CreateOrg(ctx, c, out)
		}
	case config.OrgList:
		err = relay.ListOrgs(ctx, c.Config.DataDir, out)
	case config.RecordsExport:
		err = relay.ExportRecords(ctx, c, out)
	case config.RecordsVerify:
		err = relay.VerifyRecords(c, out)
	case config.OrgSeats:
		if err = exists(c.Config); err == nil {
			err = relay.Seats(ctx, c, time.Now, out)
		}
	}
	if err != nil {
		fmt.Fprintln(errOut, "parley-relay:", explain(err)) //nolint:errcheck // nowhere left to tell
		if untrusted(err) {
			return exitStorage
		}
		return max(code, exitFailed)
	}
	return code
}

// untrusted says whether an error is about a disk or a database file that
// cannot be trusted any more.
func untrusted(err error) bool {
	var fault interface{ Fatal() bool }
	if errors.As(err, &fault) && fault.Fatal() {
		return true
	}
	switch desk.SubcodeOf(err) {
	case store.SubcodeDamaged, ledger.SubcodeChain:
		return true
	}
	return false
}

// explain gives the human's sentence and, for the operator, the cause; one line
// for each of several errors.
func explain(err error) string {
	if several, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each is explained by itself
		var lines []string
		for _, one := range several.Unwrap() {
			lines = append(lines, explain(one))
		}
		return strings.Join(lines, "\n")
	}
	if untrusted(err) {
		return words.Sentence(words.Refusals+":said.databaseDamaged", desk.Params{desk.ParamContext: "untrusted"}) + " (" + err.Error() + ")"
	}
	var e *desk.Error
	if errors.As(err, &e) && (e.Subcode != "" || e.Message != "") {
		return words.Of(err) + " (" + err.Error() + ")"
	}
	return err.Error()
}

// roomy lets the heap grow further between collections than Go would: folding
// makes much short-lived garbage, and an eighth of the ingest's CPU was spent on
// collecting it. An operator's GOGC stands.
func roomy() {
	const usual, ours = 100, 400
	if was := debug.SetGCPercent(ours); was != usual {
		debug.SetGCPercent(was)
	}
}

// serve runs until a signal, a dead listener or a disk that cannot be trusted.
func serve(ctx context.Context, cfg config.Config, logTo io.Writer) (int, error) {
	roomy()
	counted := logging.New(slog.NewJSONHandler(logTo, &slog.HandlerOptions{Level: cfg.LogLevel}))
	defer counted.Flush()
	log := slog.New(counted)
	fatal := make(chan error, 1)
	r, err := relay.New(ctx, relay.Options{
		Config: cfg, Version: version, Log: log,
		OnFatal: func(err error) {
			select {
			case fatal <- err:
			default:
			}
		},
	})
	if err != nil {
		return exitFailed, err
	}
	log.Info("relay serves", "version", version, "config", cfg, "public", r.PublicURL(), "internal", r.InternalURL())
	if err := tellOwnerCode(ctx, r, cfg, log); err != nil {
		log.Error("owner code", "err", err)
	}
	code := exitOK
	select {
	case <-ctx.Done():
		log.Info("relay stops", "why", "signal")
	case err = <-r.Failed():
		code = exitFailed
	case err = <-fatal:
		// Nothing more is written: what the disk holds now is not known, and the
		// next start reads it afresh.
		log.Error("the disk cannot be trusted", "err", err)
		return exitStorage, err
	}
	stopping, cancel := context.WithTimeout(context.Background(), cfg.Limits.Stop)
	defer cancel()
	return code, errors.Join(err, r.Close(stopping))
}

// tellOwnerCode leaves the one-time code of a fresh relay in a file beside the
// data, because a log is read by more people than may become the owner.
func tellOwnerCode(ctx context.Context, r *relay.Relay, cfg config.Config, log *slog.Logger) error {
	code, err := r.OwnerCode(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(cfg.DataDir, "first-owner.txt")
	if code == "" { // somebody is the owner, and the file's code is used up
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return desk.Wrap("remove first-owner file", err)
		}
		return nil
	}
	link := "code: " + code
	if cfg.Public.URL != "" {
		link = strings.TrimSuffix(cfg.Public.URL, "/") + "/join#" + code
	}
	if err := os.WriteFile(path, []byte(link+"\n"), 0o600); err != nil {
		return desk.Wrap("write first-owner file", err)
	}
	log.Info("this relay has no owner yet: open the link in this file with Parley", "file", path)
	return nil
}

// withStore opens the database, which brings it up to date, and closes it.
func withStore(ctx context.Context, cfg config.Config, f func(*store.DB) error) error {
	lock, err := datadir.Lock(cfg.DataDir)
	if err != nil {
		return err
	}
	db, err := datadir.Open(ctx, cfg.DataDir, store.Options{})
	if err != nil {
		return errors.Join(err, lock.Unlock())
	}
	return errors.Join(f(db), db.Close(), lock.Unlock())
}

func migrate(ctx context.Context, cfg config.Config) error {
	return withStore(ctx, cfg, func(*store.DB) error { return nil })
}
