package replica

import (
	"context"
	"fmt"

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
// beginning, newest first. threadID "" searches everywhere. A query without a
// letter, digit or picture finds nothing.
func (r *Replica) Search(ctx context.Context, query, threadID string, limit int) ([]wire.Message, error) {
	if len(query) > maxQuery {
		query = query[:maxQuery]
	}
	s := search{r: r, index: askedOf(terms.QueryOf(query)), text: terms.Parse(query), thread: threadID, limit: limit}
	if len(s.index) == 0 || limit <= 0 {
		return nil, nil
	}
	found, all, err := s.lookThrough(ctx, probed)
	if all || err != nil {
		return found, err
	}
	often := len(found) >= probed/4
	if !often {
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
	within, args := s.within()
	from := `rows INDEXED BY rows_newest`
	if s.thread != "" {
		from = `rows INDEXED BY rows_thread`
	}
	looked := 0
	err = s.r.eachMessage(ctx, func(m wire.Message) bool {
		looked++
		if s.text.HasTerms(textOf(m)) {
			found = append(found, m)
		}
		return len(found) < s.limit
	}, `SELECT doc FROM `+from+` WHERE kind = 'message' AND gone = 0`+within+` ORDER BY at DESC, seq DESC LIMIT ?`, append(args, most)...)
	return found, len(found) == s.limit || looked < most, err
}

// sortHits sorts all hits of the index. A text is read only of what is shown.
func (s search) sortHits(ctx context.Context) ([]wire.Message, error) {
	within, more := s.within()
	first, args := s.index[0], []any{s.index[0].match}
	for _, a := range s.index[1:] {
		within += ` AND hit.rowid IN (SELECT rowid FROM ` + a.table + ` WHERE ` + a.table + ` MATCH ?)`
		more = append(more, a.match)
	}
	query := fmt.Sprintf(`SELECT (SELECT doc FROM rows WHERE n = sorted.n) FROM (
		SELECT n, at, seq FROM (SELECT rowid FROM %[1]s WHERE %[1]s MATCH ?) AS hit CROSS JOIN rows ON n = hit.rowid
		WHERE +kind = 'message' AND gone = 0%[2]s
		ORDER BY at DESC, seq DESC LIMIT ?) AS sorted ORDER BY at DESC, seq DESC`, first.table, within)
	return s.r.messages(ctx, query, append(append(args, more...), s.limit)...)
}

func (s search) within() (where string, args []any) {
	if s.thread == "" {
		return "", nil
	}
	return ` AND thread = ?`, []any{s.thread}
}
