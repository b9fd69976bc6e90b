package engine

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Only what a person wrote answers a customer: the first answer, the answer of an
// interaction that was taken up again, and whether anything is owed.
func TestAuthor_onlyAPersonAnswers(t *testing.T) {
	t.Parallel()
	for _, kind := range desk.AuthorKinds() {
		w := (&Engine{}).newWork(t.Context(), nil, desk.Entry{Org: "org", Seq: 9, At: 9_000}, desk.IDKey{})
		it := &desk.Interaction{ID: "int", FirstCustomerAt: 1_000, LastCustomerAt: 2_000, Reopened: desk.Reopening{At: 1_500, CustomerAt: 2_000}}
		if err := w.stampReply(&desk.Thread{}, it, &desk.Message{ID: "msg", At: 3_000, AuthorKind: kind}); err != nil {
			t.Fatal(err)
		}
		answered := it.HumanReplyAt == 3_000 && it.HumanReplyID == "msg" && it.Reopened.ReplyAt == 3_000 && it.LastPersonAt == 3_000
		nothing := it.HumanReplyAt == 0 && it.Reopened.ReplyAt == 0 && it.LastPersonAt == 0
		if person := kind == desk.AuthorPerson; answered != person || nothing == person || it.LastBusinessAt != 3_000 {
			t.Errorf("%s: %+v", kind, it)
		}
	}
}
