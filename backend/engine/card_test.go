package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A card with hundreds of numbers is cut to what a row holds, and all of it is still to be had.
func TestRule3_aCardOfManyNumbers_isCutInItsRowAndKeptWhole(t *testing.T) {
	t.Parallel()
	const many = 500
	of := func(line string) string {
		var all []string
		for i := range many {
			all = append(all, fmt.Sprintf(line, 10_000_000+i))
		}
		return strings.Join(all, ",")
	}
	phones := of(`{"phone":"+49152%d","type":"CELL"}`)
	cards := map[string]string{
		"numbers in one card": fmt.Sprintf(`{"name":{"formatted_name":"Everybody"},"phones":[%s]}`, phones),
		"everything at once": fmt.Sprintf(`{"name":{"formatted_name":"Everybody"},"phones":[%s],"emails":[%s],"urls":[%s]}`,
			phones, of(`{"email":"a%d@example.org"}`), of(`{"url":"https://example.org/%d"}`)),
		"many cards": of(`{"name":{"formatted_name":"Guest"},"phones":[{"phone":"+49152%d"}]}`),
	}
	for name, card := range cards {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			m := w.wrote("wamid.card", customer, w.now, `"type":"contacts","contacts":[`+card+`]`)
			if m == nil || len(m.Contacts) == 0 || m.Contacts[0].Name == "" || len(m.Contacts[0].Phones) == 0 {
				t.Fatalf("the card is lost: %+v", m)
			}
			if desk.Fit(m) {
				t.Error("the row is beyond its bounds")
			}
			if m.MoreSeq == 0 {
				t.Fatal("nothing says that there is more")
			}
			all, err := folding.Whole(t.Context(), w.m.entries[m.MoreSeq-1])
			if err != nil {
				t.Fatal(err)
			}
			var numbers, last = 0, ""
			for _, c := range all.Contacts {
				numbers += len(c.Phones)
				last = string(c.Phones[len(c.Phones)-1])
			}
			if numbers != many || !strings.HasSuffix(last, fmt.Sprint(10_000_000+many-1)) {
				t.Errorf("%d numbers are left, the last is %q", numbers, last)
			}
		})
	}
}
