package sandbox

import (
	"strings"
	"time"
)

// Customers who are asked for a rating give one by themselves a while after they have read the
// question, unless somebody answers for them before. So a person who tries Parley sees what
// becomes of a rating without playing the customer.

// usualRate is how long a customer thinks about a rating.
const usualRate = 12 * time.Second

// givenScores is how many customers of ten give each score, best first: most are pleased, and
// one low rating is there to be found.
var givenScores = []int{5, 3, 1, 1}

// ratesLater has the customer answer if the message asks for a rating. Callers hold mu.
func (s *Sandbox) ratesLater(m *Message) {
	if s.cfg.Pace.Rate >= 0 && len(scoreRows(m)) > 0 {
		s.later(s.cfg.Pace.Rate, step{Kind: stepRate, Ref: m.ID})
	}
}

// scoreRows gives the rows of a list that are scores, best first: each draws its stars.
func scoreRows(m *Message) []Button {
	if m.FromCustomer || m.Interactive != "list" {
		return nil
	}
	for _, b := range m.Buttons {
		if !strings.Contains(b.Title, "★") {
			return nil
		}
	}
	return m.Buttons
}

// tapsScore taps a score in a question, unless the customer has written since. Callers hold mu.
func (s *Sandbox) tapsScore(l located) {
	rows := scoreRows(l.m)
	if last := l.t.Messages[len(l.t.Messages)-1]; last != l.m || len(rows) == 0 {
		return
	}
	row := rows[s.drawnScore(len(rows))]
	c := Content{Kind: KindListReply, Text: row.Title, ButtonID: row.ID, ReplyTo: l.m.ID}
	if _, err := s.write(l.t.CustomerID, l.t.NumberID, c, s.now()); err != nil {
		s.log.Debug("a customer did not rate", "customer_id", l.t.CustomerID, "err", err)
	}
}

// drawnScore draws which of so many rows a customer taps. Callers hold mu.
func (s *Sandbox) drawnScore(rows int) int {
	n := int(10 * s.roll("rating"))
	for row, times := range givenScores {
		if n -= times; n < 0 && row < rows {
			return row
		}
	}
	return 0
}
