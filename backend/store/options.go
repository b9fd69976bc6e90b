package store

import (
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
)

// Options adjusts a database. The zero value is right for a relay.
type Options struct {
	// Dialect is the engine, nil = SQLite.
	Dialect Dialect
	// Readers is how many connections read for webhooks and the ledger, as many
	// for the desktops, and half as many each for searches and for files; 0 = 4.
	Readers int
	// CacheRows bounds the writer's cache of rows, 0 = 50,000.
	CacheRows int
	// CheckpointBytes is how much log may gather before it is copied back beside
	// the writer, 0 = 4 MiB; LogBytes how long the log gets until it begins anew,
	// 0 = 128 MiB: beyond it the writer is held up for the moment that takes.
	CheckpointBytes, LogBytes int64
	// Reserve is how much room the disk must have for a write to be promised,
	// 0 = 32 MiB. See Writable.
	Reserve int64
	// OnFatal hears, once, that the disk or the file can no longer be trusted,
	// whoever found out (a commit, a checkpoint). The process should end at once
	// and without Close, which would write again; until it does, every write is
	// refused. It is called on the goroutine that found out. nil = nobody hears.
	OnFatal func(error)
	// OnSessions hears of each commit that changed a person's sessions, on the
	// goroutine that committed: it must only nudge. nil = nobody hears.
	OnSessions func(org desk.OrgID, user desk.UserID)
	// Logger hears of checkpoints that fail; nil = nowhere.
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Dialect == nil {
		o.Dialect = SQLite
	}
	if o.Readers <= 0 {
		o.Readers = 4
	}
	if o.CacheRows <= 0 {
		o.CacheRows = 50_000
	}
	if o.CheckpointBytes <= 0 {
		o.CheckpointBytes = 4 << 20
	}
	if o.LogBytes <= 0 {
		o.LogBytes = 128 << 20
	}
	if o.Reserve <= 0 {
		o.Reserve = 32 << 20
	}
	if o.OnFatal == nil {
		o.OnFatal = func(error) {}
	}
	if o.OnSessions == nil {
		o.OnSessions = func(desk.OrgID, desk.UserID) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
