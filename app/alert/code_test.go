package alert

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/parleydesk/parley/app/bridge"
)

// A code that comes while the person is elsewhere is told by the system, with a button
// that copies it, and inside the window for when they come back. The code is in no text.
func TestCode_isToldWhereThePersonIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		isRead, isFront, isOff bool
		title                  string
		notes, sounds, buttons int
	}{
		"in another window":            {isRead: true, title: "The verification code is here", notes: 1, sounds: 1, buttons: 1},
		"an SMS without a sure code":   {title: "An SMS came for the number that you set up", notes: 1, sounds: 1},
		"in this window":               {isRead: true, isFront: true, title: "The verification code is here"},
		"notifications are turned off": {isRead: true, isOff: true, title: "The verification code is here", sounds: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listening(t, func(t *testing.T, e *ear) {
				e.settings.Notifications = !tt.isOff
				e.alerts.Front(tt.isFront)
				e.alerts.Code("set_1", tt.isRead)
				synctest.Wait()
				notes, inside := e.fake.Notes(), e.news.After(0).Alerts
				if len(notes) != tt.notes || len(e.fake.Sounds()) != tt.sounds || len(inside) != 1 {
					t.Fatalf("%d notifications, %d sounds, inside %+v", len(notes), len(e.fake.Sounds()), inside)
				}
				if a := inside[0]; (a.Kind == "code") != tt.isRead || a.SetupID != "set_1" || a.Title != tt.title || a.ThreadID != "" {
					t.Errorf("inside %+v", a)
				}
				for _, n := range notes {
					if n.Setup != "set_1" || n.Title != tt.title || n.Body == "" || n.ID == "" || len(n.Actions) != tt.buttons {
						t.Errorf("notification %+v", n)
					}
					if strings.ContainsAny(n.Title+n.Body, "0123456789") {
						t.Errorf("a digit in %+v", n)
					}
					for _, action := range n.Actions {
						if action.ID != ActionCopy || action.Title != "Copy code" {
							t.Errorf("button %+v", action)
						}
					}
				}
			})
		})
	}
}

func TestCode_saysInsideWhatTheSystemCannot(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		e.fake.NoNotifications = true
		e.alerts.Code("set_1", true)
		synctest.Wait()
		inside := e.news.After(0).Alerts
		if len(inside) != 1 || inside[0].Problem == nil || fault(*inside[0].Problem) != "notifications" || e.alerts.Abilities().Notifications {
			t.Errorf("inside %+v", inside)
		}
	})
}

func TestPage_leadsToASetUp(t *testing.T) {
	t.Parallel()
	var said []string
	p := NewPage(func(name string, _ int64) { said = append(said, name) })
	p.Open("thr_1")
	p.OpenSetup("set_1")
	if got := p.After(0); got.OpenSetup != "set_1" || got.Open != "" || len(said) != 2 || said[1] != bridge.EventNavigate {
		t.Errorf("%+v, said %v", got, said)
	}
	p.Clear()
	if got := p.After(0); got.OpenSetup != "" {
		t.Errorf("after the person left: %+v", got)
	}
}

// Whoever holds a set-up hears at once that somebody asks for it, with both answers.
func TestAsked_isToldWithBothAnswers(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		e.alerts.Asked("set_1", "Ben")
		e.alerts.Asked("set_2", "")
		synctest.Wait()
		titles := map[string]string{}
		for _, n := range e.fake.Notes() {
			titles[n.Setup] = n.Title
			if len(n.Actions) != 2 || n.Actions[0].ID != ActionHandOver || n.Actions[1].ID != ActionKeep {
				t.Errorf("buttons %+v", n.Actions)
			}
		}
		if titles["set_1"] != "Ben asks for the set-up of a number" || titles["set_2"] != "A colleague asks for the set-up of a number" {
			t.Errorf("notifications %v", titles)
		}
	})
}

// A link that the system opened waits for a page that is not there yet, and is handed over
// once: a page that is loaded again does not go there again.
func TestPage_handsALinkOverOnce(t *testing.T) {
	t.Parallel()
	var said []string
	p := NewPage(func(name string, _ int64) { said = append(said, name) })
	p.OpenLink("parley://conversations/thr_1")
	if len(said) != 1 || said[0] != bridge.EventNavigate {
		t.Errorf("said %q", said)
	}
	for _, want := range []string{"parley://conversations/thr_1", ""} {
		if got := p.After(1 << 53); got.OpenLink != want || got.Open != "" {
			t.Errorf("%+v, want the link %q", got, want)
		}
	}
	p.OpenLink("parley://conversations/thr_1")
	p.Clear()
	if got := p.After(0); got.OpenLink != "" {
		t.Errorf("a link of whoever left: %+v", got)
	}
}
