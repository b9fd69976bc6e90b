package app

import (
	"html/template"
	"net/http"

	"github.com/parleydesk/parley/backend/words"
	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
)

// cannotStartHTML is a page of its own, without scripts: whatever keeps the app from
// starting may keep its real page from working too.
var cannotStartHTML = template.Must(template.New("cannotStartHTML").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; font: 14px/20px Inter, system-ui, sans-serif; }
body { margin: 0; padding: 32px; background: #f6f7f9; color: #1c2024; }
h1 { margin: 0 0 12px; font-size: 18px; line-height: 24px; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
small { font-size: 12px; color: #5b6570; }
code { font-family: ui-monospace, monospace; }
@media (prefers-color-scheme: dark) { body { background: #15181b; color: #e7eaed; } small { color: #9aa5b1; } }
</style>
<main>
<h1>{{.Title}}</h1>
<p role="alert">{{.Why}}</p>
<p><small>{{.Kept}} <code>{{.Log}}</code>.</small></p>
</main>
</html>
`))

// cannotStartPage serves the reason for which the app cannot start.
func cannotStartPage(why, log string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		said := struct{ Title, Why, Kept, Log string }{cannotStart("title"), why, cannotStart("kept"), log}
		cannotStartHTML.Execute(w, said) //nolint:errcheck,gosec // the window is going away
	})
}

func cannotStart(key string) string { return words.Sentence(words.Alerts+":cannotStart."+key, nil) }

// showCannotStart shows why the app cannot start: whoever started it from a menu sees
// no terminal.
func showCannotStart(why, log string) error {
	return wails.Run(&options.App{
		Title: "Parley", Width: 560, Height: 260, DisableResize: true,
		AssetServer: &assetserver.Options{Handler: cannotStartPage(why, log)},
		Linux:       &linux.Options{ProgramName: "parley", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
}
