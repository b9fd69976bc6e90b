// Package store keeps everything that the relay remembers: the ledger's entries,
// the state that folds write, the feed, timers and jobs, and what account,
// provision and the secrets keep beside them. It is the only package of the
// relay with SQL in it.
//
// It is the ground under step 2 (remember) and step 4 (tell) of the flow: the
// ledger writes through Tx, the engine reads through Tx while folding, the hub
// and the sender read through DB. It knows no rule of the business: what goes
// into a row is decided by whoever folds.
//
// # One writer, many readers
//
// One pinned connection writes, in transactions that take turns (Begin,
// WriteTx); a pool of connections that cannot write serves the reads of DB. A
// third connection of SQLite's copies the write-ahead log back into the database
// file, so that commits need not wait for that, and keeps the log bounded.
//
// # One core, engines below
//
// What database engines do each in their own way is a Dialect: opening, write
// transactions, the meaning of errors, upkeep, search. SQLite's is in the files
// sqlite_*.go. Everything else is the core: it speaks the SQL that engines share
// and imports no driver.
//
// A write transaction collects its changes in an overlay and writes each row
// once, many rows to a statement, when it commits. So a savepoint is a position
// in a list of how to take things back, and costs no statement. The getters of Tx
// look into the overlay, then into a cache that only the writer uses and that
// holds committed rows only, then into the database. Commit merges the overlay
// into the cache; anything else that ends a transaction drops the cache.
//
// # Rows
//
// Each kind of row has one table: organization, id, the columns that are
// searched, and doc, the row as JSON without its empty fields. desk.Kinds declares them, and
// desk.Queries the lists that are read of them; a new kind needs a migration here
// and nothing else. Documents are what counts: the columns beside them are
// derived at every write.
//
// # Organizations are numbers
//
// In the tables of the ledger and of the state the column org holds a number
// (org_key). A statement on them is given a desk.OrgID, which becomes the number
// where it runs (bind); one on the other tables is given the id as a string. Ids
// that leave the store stay as they are.
//
// # Tables that are not folded
//
// Account, set-up and secrets have tables of their own. A file of theirs adds
// its numbered migration to migrations/sqlite (goose, one up and one down part),
// its statements as constants, reads with db.q.query, collect or db.int64, and
// writes inside DB.WriteTx with tx.exec (and tx.q.query for reads in the same
// transaction). Statements are kept prepared by their text: use constants with
// $1, $2, never text put together from values. Such tables must not be read by a
// fold, and these files must not write the state's tables: the cache would not
// know.
package store
