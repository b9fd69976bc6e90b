//go:build !(linux && webkit2_41 && (production || dev))

package shell

// refuseNavigation is for WebKitGTK. Wails hands out no web view on Windows and
// macOS; there the page's own refusal (frontend/src/lib/stay.ts) is what holds,
// and ComeHome.
func refuseNavigation(string) error { return nil }
