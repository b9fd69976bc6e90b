package shell

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/atotto/clipboard"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/parleydesk/parley/backend/desk"
)

// clipDeadline bounds the wait for the clipboard's helper program, which can
// hang on a display that is gone.
const clipDeadline = 3 * time.Second

// hindranceDeadline bounds the questions to the services and programs of the system.
const hindranceDeadline = 4 * time.Second

// Desktop is the real computer, through Wails. Before Attach it has no window.
type Desktop struct {
	player *player
	write  func(text string) error // the native clipboard

	mu      sync.RWMutex    // guards below
	ctx     context.Context // Wails hands its window over as a context
	noteErr error           // why notifications did not start

	notes sync.Mutex // Wails' notifications are not safe for concurrent use
}

// NewDesktop makes the shell; dir is a folder of its own for the sound file.
func NewDesktop(dir string) *Desktop {
	return &Desktop{player: newPlayer(dir), write: clipboard.WriteAll}
}

// Attach is Shell's.
func (d *Desktop) Attach(ctx context.Context, clicked func(Click)) error {
	refused := refuseNavigation(homeOf(ctx))
	d.notes.Lock()
	err := runtime.InitializeNotifications(ctx)
	if err == nil {
		// macOS asks the person; elsewhere it is always true.
		var granted bool
		if granted, err = runtime.RequestNotificationAuthorization(ctx); err == nil && !granted {
			err = errors.New("not authorised")
		}
	}
	if err == nil {
		runtime.OnNotificationResponse(ctx, func(r runtime.NotificationResult) {
			if c, ok := clickOf(r.Response); ok && r.Error == nil {
				clicked(c)
			}
		})
	}
	d.notes.Unlock()
	d.mu.Lock()
	d.ctx, d.noteErr = ctx, err
	d.mu.Unlock()
	return refused
}

// Detach is Shell's.
func (d *Desktop) Detach() {
	ctx := d.window()
	if ctx == nil {
		return
	}
	d.mu.Lock()
	d.ctx = nil
	d.mu.Unlock()
	d.notes.Lock()
	defer d.notes.Unlock()
	runtime.CleanupNotifications(ctx)
}

// window gives Wails' context, or nil while there is no window.
func (d *Desktop) window() context.Context {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.ctx
}

// Away is Shell's.
func (d *Desktop) Away(ctx context.Context, changed func(isAway bool)) { watchAway(ctx, changed) }

// Emit is Shell's.
func (d *Desktop) Emit(name string, number int64) {
	if ctx := d.window(); ctx != nil {
		runtime.EventsEmit(ctx, name, number)
	}
}

// Front is Shell's. A window that was minimised or hidden comes back.
func (d *Desktop) Front() {
	if ctx := d.window(); ctx != nil {
		runtime.WindowUnminimise(ctx)
		runtime.WindowShow(ctx)
		runtime.Show(ctx)
		// Window managers keep a window that asks for focus in the back; being on
		// top for a moment is what they obey.
		runtime.WindowSetAlwaysOnTop(ctx, true)
		runtime.WindowSetAlwaysOnTop(ctx, false)
	}
}

// Put is Shell's. A window that was never placed, or whose screen is gone, is
// put in the middle, no larger than the screen.
func (d *Desktop) Put(p Place) {
	ctx := d.window()
	if ctx == nil {
		return
	}
	if p.Maximised {
		runtime.WindowMaximise(ctx)
		return
	}
	screens, err := runtime.ScreenGetAll(ctx)
	if err != nil {
		return // the system places it
	}
	isKnown := p.Known()
	if !isKnown {
		width, height := runtime.WindowGetSize(ctx)
		p.Width, p.Height = fit(width, height, screens)
	}
	runtime.WindowSetSize(ctx, max(p.Width, MinWidth), max(p.Height, MinHeight))
	if isKnown && onScreen(p, screens) {
		runtime.WindowSetPosition(ctx, p.X, p.Y)
	} else {
		runtime.WindowCenter(ctx)
	}
}

// fit gives the size that leaves room for the system's bars on every screen
// that the window may open on.
func fit(width, height int, screens []runtime.Screen) (int, int) {
	const bars = 90 // pixels of a title bar and a task bar
	for _, s := range screens {
		if s.IsCurrent || len(screens) == 1 {
			width, height = min(width, s.Size.Width), min(height, s.Size.Height-bars)
		}
	}
	return width, height
}

// onScreen says whether the window's title bar can be reached. Wails gives
// positions relative to the window's screen, so the largest one decides.
func onScreen(p Place, screens []runtime.Screen) bool {
	const reach = 80 // pixels of the title bar that must be within
	for _, s := range screens {
		if p.X > -p.Width+reach && p.X < s.Size.Width-reach && p.Y >= 0 && p.Y < s.Size.Height-reach {
			return true
		}
	}
	return false
}

// Place is Shell's.
func (d *Desktop) Place() Place {
	ctx := d.window()
	if ctx == nil {
		return Place{}
	}
	p := Place{Maximised: runtime.WindowIsMaximised(ctx)}
	p.X, p.Y = runtime.WindowGetPosition(ctx)
	p.Width, p.Height = runtime.WindowGetSize(ctx)
	return p
}

// Quit is Shell's.
func (d *Desktop) Quit() {
	if ctx := d.window(); ctx != nil {
		runtime.Quit(ctx)
	}
}

// Notify is Shell's. Wails says "available" even where no server listens, so
// only the call's own result counts.
func (d *Desktop) Notify(n Note) error {
	ctx := d.window()
	d.mu.RLock()
	err := d.noteErr
	d.mu.RUnlock()
	if ctx == nil {
		return noNote(errors.New("no window"))
	}
	d.notes.Lock()
	defer d.notes.Unlock()
	if err == nil {
		err = show(ctx, n.plain())
	}
	return noNote(err)
}

func noNote(err error) error {
	if err == nil {
		return nil
	}
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "notifications", Op: "notify", Err: err,
	}
}

// Hindrances is Shell's.
func (d *Desktop) Hindrances(ctx context.Context) (notes, sounds Hindrance) {
	ctx, cancel := context.WithTimeout(ctx, hindranceDeadline)
	defer cancel()
	return notesHindered(ctx), d.player.hindered(ctx)
}

// Attention is Shell's.
func (d *Desktop) Attention(wanted bool) error {
	if d.window() == nil {
		return desk.Refuse(desk.CodeUnavailable, "window")
	}
	return attention(wanted)
}

// Sound is Shell's.
func (d *Desktop) Sound(ctx context.Context, volume int) error { return d.player.play(ctx, volume) }

// Copy is Shell's. The native clipboard outlives the app; Wails' is the way
// out where no helper program is installed.
func (d *Desktop) Copy(text string) (string, error) {
	if err := within(clipDeadline, func() error { return d.write(text) }); err == nil {
		return "native", nil
	}
	ctx := d.window()
	err := errors.New("no window")
	if ctx != nil {
		err = runtime.ClipboardSetText(ctx, text)
	}
	if err != nil {
		return "", &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "clipboard", Op: "copy", Err: err,
		}
	}
	return "wails", nil
}

// Picture is Shell's.
func (d *Desktop) Picture() []byte {
	if d.window() == nil {
		return nil
	}
	return clipboardPicture()
}

// within gives up waiting for f after d; f goes on by itself.
func within(d time.Duration, f func() error) error {
	done := make(chan error, 1) // one answer, so that a late f does not hang
	go func() { done <- f() }()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return context.DeadlineExceeded
	}
}

// OpenLink is Shell's.
func (d *Desktop) OpenLink(link string) error {
	checked, err := CheckLink(link)
	if err != nil {
		return err
	}
	return open(encodeLink(checked))
}

// OpenFile is Shell's.
func (d *Desktop) OpenFile(path string) error { return open(path) }

// AskSave is Shell's.
func (d *Desktop) AskSave(title, name string) (string, error) {
	ctx := d.window()
	if ctx == nil {
		return "", desk.Refuse(desk.CodeUnavailable, "window")
	}
	path, err := runtime.SaveFileDialog(ctx, runtime.SaveDialogOptions{
		Title: title, DefaultFilename: name, CanCreateDirectories: true,
	})
	return path, desk.Wrap("ask where to save", err)
}
