package replica

import (
	"context"
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
	"github.com/parleydesk/parley/backend/wire"
)

// maxQuery bounds what is searched for; nobody types more.
const maxQuery = 500

// reindex makes search know a row by its new terms instead of its old ones.
func (b *batch) reindex(ctx context.Context, n int64, old, now terms.Terms) error {
	for _, t := range []struct{ table, old, now string }{
		{"words", old.Words, now.Words}, {"pairs", old.Pairs, now.Pairs},
	} {
		if t.old == t.now {
			continue
		}
		if t.old != "" {
			// An index without texts must be told what it had.
			if err := b.exec(ctx, `INSERT INTO `+t.table+` (`+t.table+`, rowid, text) VALUES ('delete', ?, ?)`, n, t.old); err != nil {
				return err
			}
		}
		if t.now != "" {
			if err := b.exec(ctx, `INSERT INTO `+t.table+` (rowid, text) VALUES (?, ?)`, n, t.now); err != nil {
				return err
			}
		}
	}
	return nil
}

// How a search goes about it depends on how many messages have what is asked
// for, so that no answer has to sort all messages there are: a word that many
// have is found by looking through the newest, one that few have in the index.
const (
	// probed are looked at before anything else, from the newest on. When a quarter
	// of them has it, the page that is wanted is near.
	probed = 64
	// fewHits may be sorted.
	fewHits = 1000
	// newestLooked is how many are looked through when there are more hits than that.
	newestLooked = 2000
)

// Search finds messages that have all words of the query, the last by its
// beginning, and that the filter lets through, newest first. threadID "" searches
// everywhere. A query without a letter, digit or picture finds nothing; an empty one
// leaves it to the filter.
func (r *Replica) Search(ctx context.Context, query, threadID string, filter wire.SearchFilter, limit int) ([]wire.Message, error) {
	if len(query) > maxQuery {
		query = query[:maxQuery]
	}
	s := search{r: r, index: askedOf(terms.QueryOf(query)), text: terms.Parse(query), thread: threadID, filter: filter, limit: limit}
	nothing := len(s.index) == 0 && (query != "" || filter.Desk().Empty())
	if nothing || limit <= 0 {
		return nil, nil
	}
	if filter.Files != "" {
		s.index = append(s.index, asked{"words", `"` + fileMark + filter.Files + `"`})
	}
	if where, _ := s.threads(); where != "" {
		return s.sortHits(ctx) // a message does not tell what its thread is
	}
	found, all, err := s.lookThrough(ctx, probed)
	if all || err != nil {
		return found, err
	}
	often := len(found) >= probed/4
	if !often && len(s.index) > 0 {
		few, err := s.few(ctx)
		if err != nil {
			return nil, err
		}
		often = !few
	}
	if often {
		if found, all, err = s.lookThrough(ctx, newestLooked); all || err != nil {
			return found, err
		}
	}
	return s.sortHits(ctx)
}

// search is one question to the copy.
type search struct {
	r      *Replica
	index  []asked
	text   terms.Query // the same, to be asked of a text
	thread string      // "" = all
	filter wire.SearchFilter
	limit  int
}

// asked is what is asked of one of the two indexes.
type asked struct{ table, match string }

func askedOf(q terms.Terms) (out []asked) {
	for _, a := range []asked{{"words", q.Words}, {"pairs", q.Pairs}} {
		if a.match != "" {
			out = append(out, a)
		}
	}
	return out
}

// few says whether one of the indexes has few hits.
func (s search) few(ctx context.Context) (bool, error) {
	s.r.gate.RLock()
	defer s.r.gate.RUnlock()
	for _, a := range s.index {
		query := `SELECT count(*) FROM (SELECT 1 FROM ` + a.table + ` WHERE ` + a.table + ` MATCH ? LIMIT ?)`
		var n int
		if err := s.r.r.QueryRowContext(ctx, query, a.match, fewHits+1).Scan(&n); err != nil {
			s.r.note(err)
			return false, desk.Wrap("count hits", err)
		}
		if n <= fewHits {
			return true, nil
		}
	}
	return false, nil
}

// lookThrough looks at the newest messages one after the other until it has found
// enough; all says that there is nothing to be found beyond what it gives.
func (s search) lookThrough(ctx context.Context, most int) (found []wire.Message, all bool, err error) {
	within, args := s.quickly()
	from := `rows INDEXED BY rows_newest`
	if s.thread != "" {
		from = `rows INDEXED BY rows_thread`
	}
	looked := 0
	err = s.r.eachMessage(ctx, func(m wire.Message) bool {
		looked++
		if (s.text.Empty() || s.text.HasTerms(textOf(m))) && s.fits(m) {
			found = append(found, m)
		}
		return len(found) < s.limit
	}, `SELECT doc FROM `+from+` WHERE kind = 'message' AND gone = 0`+within+` ORDER BY at DESC, seq DESC LIMIT ?`, append(args, most)...)
	return found, len(found) == s.limit || looked < most, err
}

// fits says whether a message is what the filter is for, as far as messages tell.
func (s search) fits(m wire.Message) bool {
	f := s.filter
	switch f.From {
	case "":
	case desk.MessageFromCustomer, desk.MessageFromUs:
		if m.Out != (f.From == desk.MessageFromUs) {
			return false
		}
	default:
		if m.Author != f.From {
			return false
		}
	}
	return f.Files == "" || m.Media != nil && (f.Files == string(desk.FileAny) || f.Files == string(sortOf(m)))
}

// sortHits sorts all hits of the index. A text is read only of what is shown.
func (s search) sortHits(ctx context.Context) ([]wire.Message, error) {
	from, where, args := `rows`, ``, []any(nil)
	if len(s.index) > 0 {
		first := s.index[0]
		from = fmt.Sprintf(`(SELECT rowid FROM %[1]s WHERE %[1]s MATCH ?) AS hit CROSS JOIN rows ON n = hit.rowid`, first.table)
		args = append(args, first.match)
		for _, a := range s.index[1:] {
			where += fmt.Sprintf(` AND hit.rowid IN (SELECT rowid FROM %[1]s WHERE %[1]s MATCH ?)`, a.table)
			args = append(args, a.match)
		}
	}
	within, more := s.within()
	query := `SELECT (SELECT doc FROM rows WHERE n = sorted.n) FROM (
		SELECT n, at, seq FROM ` + from + `
		WHERE +kind = 'message' AND gone = 0` + where + within + `
		ORDER BY at DESC, seq DESC LIMIT ?) AS sorted ORDER BY at DESC, seq DESC`
	return s.r.messages(ctx, query, append(append(args, more...), s.limit)...)
}

// quickly gives the conditions that leave out messages without a look at them, so
// that no search walks through many for nothing.
func (s search) quickly() (where string, args []any) {
	if s.thread != "" {
		where, args = where+` AND thread = ?`, append(args, s.thread)
	}
	if s.filter.Since > 0 {
		where, args = where+` AND at >= ?`, append(args, s.filter.Since)
	}
	if s.filter.Until > 0 {
		where, args = where+` AND at < ?`, append(args, s.filter.Until)
	}
	return where, args
}

// within gives all conditions.
func (s search) within() (where string, args []any) {
	where, args = s.quickly()
	switch s.filter.From {
	case "":
	case desk.MessageFromCustomer, desk.MessageFromUs:
		where, args = where+` AND coalesce(json_extract(doc, '$.out'), 0) = ?`, append(args, s.filter.From == desk.MessageFromUs)
	default:
		where, args = where+` AND json_extract(doc, '$.author') = ?`, append(args, s.filter.From)
	}
	if threads, more := s.threads(); threads != "" {
		where, args = where+` AND thread IN (SELECT id FROM rows WHERE kind = 'thread' AND gone = 0`+threads+`)`, append(args, more...)
	}
	return where, args
}

// threads gives what the filter says of threads.
func (s search) threads() (where string, args []any) {
	if s.filter.NumberID != "" {
		where, args = ` AND json_extract(doc, '$.numberId') = ?`, []any{s.filter.NumberID}
	}
	if len(s.filter.Labels) == 0 {
		return where, args
	}
	where += ` AND EXISTS (SELECT 1 FROM json_each(doc, '$.labels') WHERE value IN (?` + strings.Repeat(`, ?`, len(s.filter.Labels)-1) + `))`
	for _, id := range s.filter.Labels {
		args = append(args, id)
	}
	return where, args
}
