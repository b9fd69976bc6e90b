package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// over is what supervisors were told of something that is no conversation, and need not
// hear any more.
type over struct {
	about string
	kinds []desk.NoticeKind
}

// settleStanding marks read what said that something is wrong with a number, an account, a
// template or what could not be understood, once it is right again.
func (w *work) settleStanding() error {
	var all []over
	note := func(about string, is bool, kinds ...desk.NoticeKind) {
		if is {
			all = append(all, over{about, kinds})
		}
	}
	changed(w, desk.RowCheckup, func(now, before *desk.Checkup) {
		note(string(now.NumberID), before != nil && fails(before) && !fails(now), desk.NoticeCheckup)
	})
	changed(w, desk.RowNumber, func(now, before *desk.Number) {
		if before == nil {
			return
		}
		id := string(now.ID)
		note(id, isTroubled(before) && !isTroubled(now), desk.NoticeAccount)
		note(id, isLow(before.Quality) && !isLow(now.Quality), desk.NoticeQuality)
		note(id, isWorse(now.Quality, before.Quality), desk.NoticeBetter)
		note(id, now.Deleted && !before.Deleted, desk.NoticeAccount, desk.NoticeCheckup, desk.NoticeQuality, desk.NoticeBetter, desk.NoticeLimit, desk.NoticeSpeed)
	})
	changed(w, desk.RowWaba, func(now, before *desk.Waba) {
		note(string(now.ID), before != nil && hasTrouble(before) && !hasTrouble(now), desk.NoticeAccount)
	})
	changed(w, desk.RowTemplate, func(now, before *desk.Template) {
		if before == nil {
			return
		}
		note(string(now.ID), isStopped(before) && !isStopped(now), desk.NoticeAccount)
		red, was := now.Quality == desk.QualityRed, before.Quality == desk.QualityRed
		note(string(now.ID), was && !red, desk.NoticeQuality)
		note(string(now.ID), red && !was, desk.NoticeBetter)
	})
	understood := false
	changed(w, desk.RowUnhandled, func(now, _ *desk.Unhandled) { understood = understood || now.Replayed })
	if understood {
		left, err := w.leftUnhandled()
		if err != nil {
			return err
		}
		note("", !left, desk.NoticeUnhandled)
	}
	return w.endOver(all)
}

func (w *work) endOver(all []over) error {
	if len(all) == 0 {
		return nil
	}
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, o := range all {
		for _, u := range people {
			if !u.Role.Supervisor() {
				continue
			}
			for _, kind := range o.kinds {
				if err := w.markRead(u.ID, kind, o.about); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fails says whether a check of the number fails.
func fails(c *desk.Checkup) bool {
	return slices.ContainsFunc(c.Checks, func(each desk.Check) bool { return each.Verdict == desk.VerdictFailed })
}

// isTroubled says whether there is something about a number to put right of which
// supervisors were told.
func isTroubled(n *desk.Number) bool {
	drift, _ := n.TwoStep.Drift()
	return n.News.Trouble != "" || n.News.Review.State == desk.ReviewRefused || drift != ""
}

func hasTrouble(a *desk.Waba) bool { return a.Said != nil || a.Problem != "" }

// isStopped says whether a template cannot be used as it was agreed on.
func isStopped(t *desk.Template) bool {
	return t.Status == desk.TemplateRejected || t.Status == desk.TemplatePaused || t.Status == desk.TemplateDisabled || t.Agreed != nil
}

// isLow says whether customers think badly enough of a number that supervisors are told.
func isLow(quality string) bool { return quality == desk.QualityRed || quality == desk.QualityYellow }

// isWorse says whether customers think worse of a number than they did; the other way round,
// whether they think better.
func isWorse(now, was string) bool {
	return now != was && (now == desk.QualityRed || now == desk.QualityYellow && was == desk.QualityGreen)
}

// leftUnhandled says whether there is still something that was not understood.
func (w *work) leftUnhandled() (bool, error) {
	lines, err := list[desk.Unhandled](w, desk.UnhandledNewest.With().First(maxCameBefore))
	if err != nil {
		return false, desk.Wrap("read unhandled", err)
	}
	return slices.ContainsFunc(lines, func(u *desk.Unhandled) bool { return !u.Replayed }), nil
}
