package hub

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// news is what a together has told, a line for each time.
type news struct {
	mu   sync.Mutex
	said []string
}

func (n *news) tell(org desk.OrgID, list []*gathered) time.Duration {
	var lines []string
	for _, g := range list {
		words := []string{string(g.thread)}
		for _, p := range g.people {
			if p.Typing {
				p.UserID += "*"
			}
			words = append(words, p.UserID)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	slices.Sort(lines)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, strings.Join(lines, ", "))
	return togetherRest
}

// since gives what was told since it was asked last.
func (n *news) since() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	said := n.said
	n.said = nil
	return said
}

func wants(t *testing.T, what string, n *news, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := n.since(); !slices.Equal(got, want) {
		t.Errorf("%s: told %q, want %q", what, got, want)
	}
}

func TestTogether_lookingAndTypingEndByThemselves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &news{}
		all := newTogether(n.tell)
		defer all.stop()
		one, two := all.sit("org", "ana"), all.sit("org", "ana")
		one.look(0, "t1", true)
		wants(t, "she types", n, "t1 ana*")
		two.look(0, "t1", false)
		time.Sleep(togetherRest)
		wants(t, "she looks at it on another computer as well", n)
		time.Sleep(typeFor)
		wants(t, "she pauses", n, "t1 ana")
		time.Sleep(lookFor - typeFor - 2*togetherRest)
		two.look(0, "t1", false)
		time.Sleep(lookFor - time.Second)
		wants(t, "one computer says it again", n)
		time.Sleep(2 * time.Second)
		wants(t, "both are silent", n, "t1")
		time.Sleep(togetherRest)
		if len(all.orgs) != 0 {
			t.Error("what is over is still remembered")
		}
	})
}

func TestTogether_aDesktopHasOneConversationInView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &news{}
		all := newTogether(n.tell)
		defer all.stop()
		s := all.sit("org", "ana")
		s.look(0, "t1", false)
		wants(t, "the first", n, "t1 ana")
		s.look(0, "t2", false)
		time.Sleep(togetherRest)
		wants(t, "another", n, "t1, t2 ana")
		s.look(0, "", true)
		time.Sleep(togetherRest)
		wants(t, "none", n, "t2")
		if all.all("org") != nil && len(all.all("org")) != 0 {
			t.Error("somebody is still there")
		}
	})
}

// Somebody who goes to and fro as fast as they can costs their colleagues one word in a
// while, and nothing when all is as it was.
func TestTogether_aFloodIsToldRarely(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &news{}
		all := newTogether(n.tell)
		defer all.stop()
		s := all.sit("org", "ana")
		const seconds = 10
		for i := range seconds * 1000 {
			s.look(0, desk.ThreadID(fmt.Sprintf("t%d", i%7)), i%2 == 0)
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		if got, most := len(n.since()), int(seconds*time.Second/togetherRest)+1; got == 0 || got > most {
			t.Errorf("told %d times, want at most %d", got, most)
		}
		if g := all.orgs["org"]; len(g.seats) != 1 || len(g.told) > 1 {
			t.Errorf("one person is in %d conversations, %d are told", len(g.seats), len(g.told))
		}
	})
}

func TestTogether_whoTypesComesFirst_andManyAreCut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &news{}
		all := newTogether(n.tell)
		defer all.stop()
		for i := range 40 {
			all.sit("org", desk.UserID(fmt.Sprintf("u%02d", i))).look(0, "t1", i == 33)
		}
		time.Sleep(togetherRest)
		synctest.Wait()
		n.since()
		people := all.all("org")[0].people
		if people[0].UserID != "u33" || !people[0].Typing || len(people) != 21 {
			t.Errorf("%d people, the first %+v", len(people), people[0])
		}
	})
}

// Calls of one socket run beside each other, and may end after it.
func TestTogether_whatIsLateChangesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &news{}
		all := newTogether(n.tell)
		defer all.stop()
		s := all.sit("org", "ana")
		s.look(2, "t2", true)
		wants(t, "the later call is done first", n, "t2 ana*")
		s.look(1, "t1", false)
		time.Sleep(togetherRest)
		wants(t, "the earlier call", n)
		s.leave()
		wants(t, "the desktop goes", n, "t2")
		s.look(3, "t3", false)
		time.Sleep(togetherRest)
		wants(t, "a call that was on its way", n)
		if len(all.orgs) != 0 {
			t.Error("a desktop that has gone has a conversation in view")
		}
	})
}
