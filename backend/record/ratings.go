package record

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ratings are the questions for a rating that went out, by the entry with which their
// interaction began. A customer rates after the line of the records was written, and so it
// stands beside it.
type ratings map[int64]desk.RatingFact

// ratings reads the questions that went out from a time on.
func (s *Service) ratings(ctx context.Context, org desk.OrgID, from int64) (ratings, error) {
	out := ratings{}
	err := s.rows.RatingFacts(ctx, org, from, func(text string) error {
		f, ok := desk.ReadRatingFact(text)
		if !ok {
			return desk.Broken("record", "a rating cannot be counted")
		}
		out[f.FirstSeq] = f
		return nil
	})
	return out, desk.Wrap("read ratings", err)
}

// test finds the interactions that were rated in one of the ways.
func (of ratings) test(wanted []string) test {
	return func(r *row) bool {
		f := of[r.seq]
		return slices.ContainsFunc(wanted, func(as string) bool { return f.Is(desk.RatedAs(as)) })
	}
}

// scoreOf gives how an interaction was rated, 0 = not.
func (s *Service) scoreOf(ctx context.Context, org desk.OrgID, id desk.InteractionID) (int, error) {
	it, err := desk.Get[*desk.Interaction](ctx, s.rows, org, desk.RowInteraction, id)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return 0, nil
	case err != nil:
		return 0, desk.Wrap("read interaction", err)
	case it.Rating == nil:
		return 0, nil
	}
	return it.Rating.Score, nil
}

// rates counts ratings.
type rates struct {
	of              ratings
	out             wire.ReportRatings
	inboxes, agents map[code]*wire.ReportRating
}

func (t *rates) add(x *index, r *row) {
	f, asked := t.of[r.seq]
	if !asked {
		return
	}
	if t.inboxes == nil {
		t.inboxes, t.agents, t.out.Scores = map[code]*wire.ReportRating{}, map[code]*wire.ReportRating{}, make([]int64, desk.BestScore)
	}
	t.out.Asked++
	if f.Score > 0 {
		t.out.Answered++
		t.out.Scores[f.Score-1]++
	}
	if f.Comment {
		t.out.Comments++
	}
	count(t.inboxes, r.inbox, f.Score)
	if r.agents != 0 {
		for _, c := range x.agents[r.agents] {
			count(t.agents, c, f.Score)
		}
	}
}

func count(of map[code]*wire.ReportRating, c code, score int) {
	r := of[c]
	if r == nil {
		r = &wire.ReportRating{}
		of[c] = r
	}
	r.Asked++
	if score == 0 {
		return
	}
	r.Answered++
	r.Sum += int64(score)
	if score <= desk.LowScore {
		r.Low++
	}
}

// report gives the counts, nil = nobody was asked.
func (t *rates) report(x *index) *wire.ReportRatings {
	if t.out.Asked == 0 {
		return nil
	}
	out := t.out
	out.Inboxes, out.MoreInboxes = ratingsBy(x, t.inboxes)
	out.Agents, out.MoreAgents = ratingsBy(x, t.agents)
	return &out
}

// ratingsBy gives the lowest of them, and how many more there are.
func ratingsBy(x *index, of map[code]*wire.ReportRating) (out []wire.ReportRating, more int64) {
	out = []wire.ReportRating{}
	for c, r := range of {
		r.Key = x.ids.words[c]
		out = append(out, *r)
	}
	average := func(r wire.ReportRating) float64 {
		if r.Answered == 0 {
			return desk.BestScore + 1
		}
		return float64(r.Sum) / float64(r.Answered)
	}
	slices.SortFunc(out, func(a, b wire.ReportRating) int {
		return cmp.Or(cmp.Compare(average(a), average(b)), cmp.Compare(a.Key, b.Key))
	})
	if extra := len(out) - wire.MaxReportAgents; extra > 0 {
		return out[:wire.MaxReportAgents], int64(extra)
	}
	return out, 0
}
