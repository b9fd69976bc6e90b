package rig

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

const (
	dayMs = int64(24 * time.Hour / time.Millisecond)
	// RecordsBegin is when the first record of SeedRecords began, Unix ms.
	RecordsBegin    = int64(1_750_000_000_000)
	recordCustomers = 200_000
)

// recordOf makes the n-th record.
func recordOf(org desk.OrgID, n int64) desk.RecordBody {
	id := func(prefix string, of int64) string { return prefix + strconv.FormatInt(n%of, 10) }
	start := RecordsBegin + n*400*dayMs/1_000_000
	b := desk.RecordBody{
		Org: org, Seq: 3*n + 2, InteractionID: desk.InteractionID(fmt.Sprintf("int_%016d", n)), ThreadID: desk.ThreadID(id("thr_", recordCustomers)),
		FirstSeq: 3*n + 1, NumberID: desk.NumberID(id("num_", 2)), ServiceName: id("Service ", 2), ContactID: desk.ContactID(id("con_", recordCustomers)),
		InboxID: desk.InboxID(id("inb_", 10)), PlanID: desk.PlanID(id("pln_", 10)), BusinessStarted: n%7 == 0, StartedAt: start, EndedAt: start + 900_000,
		EndReason: []string{"closed", "archived", "expired"}[n%3], Disposition: "archived", Rule: "ended", Before: []string{"active", "waiting"}[n%2],
		BeforeRule: "humanReplied", CustomerAt: start, AnsweredAt: start + 40_000, MessagesIn: n % 9, MessagesOut: n % 8,
		DataSource: []desk.KV{{Key: "region", Value: []string{"emea", "apac", "amer"}[n%3]}, {Key: "language", Value: "de"}},
		Agents:     []desk.RecordSpan{{UserID: desk.UserID(id("usr_", 200)), From: start + 20_000, To: start + 900_000, Began: desk.SpanAccepted, Ended: desk.SpanClosed}},
	}
	b.EndedBy = b.Agents[0].UserID
	return b
}

// templateOf is the template with which a record's conversation was begun.
func templateOf(line *desk.RecordLine) *desk.Message {
	n := line.FirstSeq
	m := &desk.Message{
		ID: desk.MessageID(fmt.Sprintf("msg_%016d", n)), ThreadID: line.ThreadID, InteractionID: line.InteractionID, Direction: desk.Out,
		Kind: desk.KindTemplate, Seq: n, At: line.StartedAt / 1000 * 1000, Text: "Your order has shipped and will be with you tomorrow.",
		Status: []desk.Status{desk.StatusSent, desk.StatusDelivered, desk.StatusRead, desk.StatusRead}[n%4],
		Fate: &desk.TemplateFate{
			TemplateID: desk.TemplateID("tpl_" + strconv.FormatInt(n%20, 10)), Name: "shipping_update", Language: "en", FirstSeq: n, Charged: "utility",
		},
	}
	if n%3 == 0 {
		m.Fate.AnsweredAt = m.At + 60_000
	}
	if n%4 == 0 && n%11 == 0 {
		m.Problem = &desk.Problem{Code: 131026, Said: &desk.Said{Code: desk.CodeConflict, Subcode: "meta", Params: desk.Params{"code": "131026", "context": "unreachable"}}}
	}
	return m
}

// SeedRecords fills a database with n records of 200,000 customers, as a fold would. The
// organization has none yet.
func SeedRecords(ctx context.Context, db *store.DB, org desk.OrgID, n int64) error {
	const page = 5000
	var head desk.RecordHead
	for at := int64(0); at < max(n, recordCustomers); at += page {
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			batch := desk.Batch{Given: true}
			for i := at; i < at+page; i++ {
				if i < recordCustomers {
					batch.Rows = append(batch.Rows, &desk.Contact{
						ID: desk.ContactID("con_" + strconv.FormatInt(i, 10)), ProfileName: []string{"Änne Müller", "Bo Ek", "Chiara"}[i%3] + strconv.FormatInt(i, 10),
						WaID: desk.PhoneNumber(strconv.FormatInt(4917000000000+i, 10)), Aliases: []string{},
					})
				}
				if i < n {
					line, next, err := recordOf(org, i).Seal(head)
					if err != nil {
						return err
					}
					head = next
					batch.Rows = append(batch.Rows, line)
					if line.BusinessStarted {
						batch.Rows = append(batch.Rows, templateOf(line))
					}
				}
			}
			h := head
			batch.Rows = append(batch.Rows, &h)
			return tx.Apply(ctx, org, 1, batch)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
