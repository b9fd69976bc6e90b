package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/media"
	"github.com/parleydesk/parley/app/shell"
)

// Size of the window at the very first start.
const (
	firstWidth  = 1360
	firstHeight = 860
)

// Run shows the window until it is closed.
func (a *App) Run(assets fs.FS) error {
	err := wails.Run(a.options(assets))
	return errors.Join(err, a.Close())
}

func (a *App) options(assets fs.FS) *options.App {
	k := a.settings.get()
	width, height, state := firstWidth, firstHeight, options.Normal
	if k.Window.Known() {
		width, height = max(k.Window.Width, shell.MinWidth), max(k.Window.Height, shell.MinHeight)
	}
	if k.Window.Maximised {
		state = options.Maximised
	}
	return &options.App{
		Title: a.title(), Width: width, Height: height, MinWidth: shell.MinWidth, MinHeight: shell.MinHeight,
		WindowStartState: state, BackgroundColour: background(k.Settings.Theme),
		AssetServer: &assetserver.Options{Assets: assets, Handler: a.pages(), Middleware: guard},
		OnStartup:   a.startup,
		OnDomReady:  a.loaded,
		OnBeforeClose: func(context.Context) bool {
			return a.BeforeClose()
		},
		OnShutdown: func(context.Context) {
			a.shell.Detach()
			if err := a.Close(); err != nil {
				a.log.Error("close", "err", err)
			}
		},
		Bind:           a.services.bound(),
		ErrorFormatter: bridge.Format,
		// Copy and paste with the mouse.
		EnableDefaultContextMenu: true,
		// Files are dropped on the page as HTML does it; Wails' own way would hand
		// out paths, which the page has no use for.
		DragAndDrop:        &options.DragAndDrop{EnableFileDrop: false, DisableWebViewDrop: false},
		SingleInstanceLock: a.at.instance(func(s options.SecondInstanceData) { a.openLink(linkIn(s.Args)) }),
		Linux:              &linux.Options{ProgramName: "parley", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Mac:                &mac.Options{OnUrlOpen: func(link string) { a.openLink(linkIn([]string{link})) }},
		Windows:            &windows.Options{},
	}
}

// title tells profiles apart in the system's list of windows. Once somebody is
// signed in the page goes on with it, and adds what is unread.
func (a *App) title() string {
	if a.at.profile == defaultProfile {
		return "Parley"
	}
	return "Parley – " + a.at.profile
}

// background is what is seen before the page is drawn: the page's own colour.
func background(theme string) *options.RGBA {
	if theme == "dark" {
		return options.NewRGB(0x12, 0x17, 0x1a)
	}
	return options.NewRGB(0xf6, 0xf7, 0xf8)
}

// instance names the profile for Wails' way of talking to the first window. The
// folder belongs to it: two roots may both have a profile "default".
func (l layout) instance(second func(options.SecondInstanceData)) *options.SingleInstanceLock {
	return &options.SingleInstanceLock{UniqueId: l.instanceID(), OnSecondInstanceLaunch: second}
}

func (a *App) startup(ctx context.Context) {
	if err := a.shell.Attach(ctx, a.clicked); err != nil {
		a.log.Error("the window could show other pages", "err", err)
	}
	a.shell.Put(a.settings.get().Window)
	a.Start()
}

// loaded is called for each page that the window has loaded.
func (a *App) loaded(ctx context.Context) {
	shell.ComeHome(ctx)
	a.pump.Say(bridge.EventState, 0)
}

// clicked opens what a notification is about.
func (a *App) clicked(c shell.Click) {
	if c.Setup != "" {
		a.clickedSetup(c)
		return
	}
	a.alerts.Saw(c.Note)
	a.shell.Front()
	if c.Thread != "" {
		a.news.Open(c.Thread)
	}
}

// pages answers what is no file of the page: received files and attached ones,
// and nothing else.
func (a *App) pages() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /media/{message}/{media}", a.media)
	mux.Handle("GET /attached/{file}", media.Attached(a.copy.Attachments().Open))
	return mux
}

// guard puts the headers on everything that the page loads.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		isPage := req.URL.Path == "/" || path.Ext(req.URL.Path) == ".html"
		if pagePolicy != "" && isPage && !strings.HasPrefix(req.URL.Path, "/media/") {
			h.Set("Content-Security-Policy", pagePolicy)
		}
		next.ServeHTTP(w, req)
	})
}

// callFirst asks the window that is open already to come to the front. Wails
// ends this process when it has handed that over; where it cannot (no session
// bus), the person is told.
func callFirst(at layout, assets fs.FS) error {
	opts := &options.App{
		Title: "Parley", StartHidden: true, SingleInstanceLock: at.instance(nil),
		AssetServer: &assetserver.Options{Assets: assets},
		Linux:       &linux.Options{ProgramName: "parley", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	}
	d := shell.NewDesktop("")
	opts.OnDomReady = func(ctx context.Context) {
		d.Attach(ctx, func(shell.Click) {}) //nolint:errcheck,gosec // the window is never shown
		d.Quit()
	}
	if err := wails.Run(opts); err != nil {
		return err
	}
	return fmt.Errorf("profile %s: %w", at.profile, errAlreadyOpen)
}

// describe lets Wails write down the bound structs: the program that it builds
// for that opens nothing.
func describe() error {
	s := services{
		session: bridge.NewSession(nil), sync: bridge.NewSync(nil, nil, nil), compose: bridge.NewCompose(nil, nil, nil),
		threads: bridge.NewThreads(nil, nil, nil, nil), admin: bridge.NewAdmin(nil, nil, nil), setup: bridge.NewSetup(nil, nil),
		requests: bridge.NewRequests(nil, nil),
		records:  bridge.NewRecords(nil),
		sandbox:  bridge.NewSandbox(nil), system: bridge.NewSystem(nil, nil),
	}
	return wails.Run(&options.App{Bind: s.bound()})
}
