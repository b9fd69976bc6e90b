// Command world plays, for the browser tests, what stands around Parley and
// must be a process of its own: Meta with the carrier and the customers (meta),
// a desktop's notification service (notifications), and a screen reader that
// says what stands in a window's page (screen). It is not for use outside
// tests, and it decides nothing: the tests read its lines and pull its strings.
// It stands at both ends of the flow.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "world:", err) //nolint:errcheck // nowhere left to tell
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) == 1 {
		switch args[0] {
		case "meta":
			return meta(ctx, out)
		case "notifications":
			return notifications(ctx, in, out)
		case "screen":
			return screen(ctx, out)
		}
	}
	if len(args) == 3 && args[0] == "records" {
		return records(ctx, args[1], args[2])
	}
	return errors.New("say meta, notifications, screen or records with a folder and how many")
}

// The number that the sandbox's Meta has registered already, with its PIN.
const (
	readyNumber = "+493023125014"
	readyPIN    = "246810"
)

// place is what a test must know of the pretend Meta.
type place struct {
	URL       string `json:"url"`
	AppID     string `json:"appId"`
	AppSecret string `json:"appSecret"`
	ConfigID  string `json:"configId"`
	WabaID    string `json:"wabaId"`
	Token     string `json:"token"`
	Number    string `json:"number"`
	PIN       string `json:"pin"`
}

// meta serves the sandbox on a port of its own until ctx ends, and says where.
func meta(ctx context.Context, out io.Writer) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	url := "http://" + listener.Addr().String()
	// Nobody writes by themselves: the tests bring their own customers.
	world := sandbox.New(sandbox.Config{GraphURL: url + "/graph", Empty: true})
	if err := world.Start(ctx); err != nil {
		return fmt.Errorf("start the sandbox: %w", err)
	}
	defer world.Stop()
	server := &http.Server{Handler: world.Handler(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1) // Serve ends once
	go func() { served <- server.Serve(listener) }()
	err = json.NewEncoder(out).Encode(place{
		URL: url, AppID: sandbox.DefaultAppID, AppSecret: sandbox.DefaultAppSecret, ConfigID: sandbox.DefaultConfigID, WabaID: sandbox.DefaultWABA,
		Token: sandbox.DefaultToken, Number: readyNumber, PIN: readyPIN,
	})
	if err != nil {
		return fmt.Errorf("say where: %w", err)
	}
	select {
	case <-ctx.Done():
		return server.Close()
	case err := <-served:
		return err
	}
}
