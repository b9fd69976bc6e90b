package alert

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
)

// said gives each link of a test as "name did why", and the fault's name.
func said(t bridge.AlertTest) (links []string) {
	for _, l := range t.Links {
		text := l.Name + " " + l.Did
		if l.Why != "" {
			text += " " + l.Why
		}
		if l.Problem != nil {
			text += " " + fault(*l.Problem)
		}
		links = append(links, text)
	}
	return links
}

func TestTest_namesTheLinkThatIsBroken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		breaks func(e *ear)
		want   []string // beside those that work
	}{
		{"nothing", func(*ear) {}, nil},
		{"no relay", func(e *ear) { e.reach = desk.Refuse(desk.CodeUnavailable, "offline") }, []string{"relay broken offline"}},
		{"switched off", func(e *ear) { e.settings.Notifications = false }, []string{"shown off"}},
		{"no service", func(e *ear) { e.fake.NoNotifications = true }, []string{"shown broken notifications"}},
		{"do not disturb", func(e *ear) { e.fake.Hinders = shell.HinderQuiet }, []string{"quiet broken quiet"}},
		{"a system that says nothing", func(e *ear) { e.fake.Hinders = shell.HinderUnknown }, []string{"quiet unknown unknown"}},
		{"muted", func(e *ear) { e.settings.Muted = true }, []string{"sound off muted"}},
		{"no volume", func(e *ear) { e.settings.Volume = 0 }, []string{"sound off silent"}},
		{"no player", func(e *ear) { e.fake.NoSound = true }, []string{"sound broken sound none"}},
		{"played to no device", func(e *ear) { e.fake.HindersSound = shell.HinderNoDevice }, []string{"sound broken noDevice"}},
		{"no task bar", func(e *ear) { e.fake.NoAttention = true }, []string{"attention broken window"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := newEar(t)
				defer e.alerts.Stop()
				tt.breaks(e)
				got := e.alerts.Test()
				broken := slices.DeleteFunc(said(got), func(s string) bool {
					return slices.Contains([]string{"relay works", "shown works", "quiet works", "sound works", "attention works"}, s)
				})
				if len(got.Links) != 5 || !slices.Equal(broken, tt.want) {
					t.Errorf("%q, want %q", said(got), tt.want)
				}
				if isTaken := !e.fake.NoNotifications && e.settings.Notifications; (got.TakenAt != 0) != isTaken || got.RaisedAt == 0 {
					t.Errorf("raised at %d, taken at %d", got.RaisedAt, got.TakenAt)
				}
				inside := e.news.After(0).Alerts
				if isInside := len(inside) == 1 && inside[0].Kind == "test"; isInside == (got.TakenAt != 0) {
					t.Errorf("inside: %+v", inside)
				}
			})
		})
	}
}

func TestTest_isSeenByTheClickOnItsOwnNotification(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		if got := e.alerts.Tested(); got.ID != "" || got.Links == nil {
			t.Errorf("before any: %+v", got)
		}
		e.alerts.Saw("")
		e.alerts.Test()
		time.Sleep(3 * time.Second) // synthetic time
		e.alerts.Saw("ntf_of_something_else")
		if got := e.alerts.Tested(); got.SeenAt != 0 {
			t.Errorf("seen at another notification's click: %+v", got)
		}
		note := e.fake.Notes()[0]
		e.alerts.Saw(note.ID)
		time.Sleep(time.Second)
		e.alerts.Saw(note.ID)
		if got := e.alerts.Tested(); got.ID != note.ID || got.SeenAt-got.RaisedAt != 3000 {
			t.Errorf("%+v", got)
		}
		e.alerts.Reset()
		if got := e.alerts.Tested(); got.ID != "" {
			t.Errorf("after the sign-out: %+v", got)
		}
	})
}

func TestTest_givesTheTaskBarBackUnlessAnAlertCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.alerts.Test()
		time.Sleep(attentionShown + time.Second) // synthetic time
		synctest.Wait()
		if got := e.fake.Attentions(); !slices.Equal(got, []bool{true, false}) {
			t.Errorf("attention %v", got)
		}
		e.alerts.mu.Lock()
		e.alerts.calling, e.alerts.climbs["ntc"] = true, &climb{ends: time.Now().Add(time.Hour).UnixMilli(), step: 2}
		e.alerts.mu.Unlock()
		e.alerts.Test()
		time.Sleep(attentionShown + time.Second)
		synctest.Wait()
		if got := e.fake.Attentions(); !slices.Equal(got, []bool{true, false, true}) {
			t.Errorf("attention with an alert that calls: %v", got)
		}
	})
}
