// Parley's desktop app. Everything it does is in package app; this file exists
// because Wails wants a main package in the root and embedding reaches no
// folder above its own. It stands before the first step of the flow.
package main

import (
	"embed"
	"os"

	"github.com/parleydesk/parley/app"
)

//go:embed all:frontend/dist
var assets embed.FS

func main() { os.Exit(app.Main(assets, os.Args[1:])) }
