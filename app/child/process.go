package child

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/logging"
	"github.com/parleydesk/parley/backend/relay"
)

// Command is the hidden subcommand that runs this computer's relay.
const Command = "relay-child"

// StartProcess starts this executable again as a relay that does not die with
// the window.
func StartProcess(dir string, practice bool) (<-chan struct{}, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the executable: %w", err)
	}
	args := []string{Command, "--dir", dir}
	if practice {
		args = append(args, "--practice")
	}
	// What it says after its log is closed, or before it is open: a panic.
	crash, err := os.OpenFile(filepath.Join(dir, crashFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // our own file
	if err != nil {
		return nil, fmt.Errorf("open its log: %w", err)
	}
	defer crash.Close()                                             //nolint:errcheck // the child has its own handle
	cmd := exec.CommandContext(context.Background(), self, args...) //nolint:gosec // ourselves; it outlives us by design
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = crash, crash, detached()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait() //nolint:errcheck,gosec // how it ended is in its log
		close(ended)
	}()
	return ended, nil
}

// Run is the main of the child: a relay for this computer until nobody holds
// it, a signal comes, or the disk fails.
func Run(args []string, environ []string, version string) error {
	flags := flag.NewFlagSet(Command, flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the relay")
	practice := flags.Bool("practice", false, "play Meta, the carrier and customers")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("say --dir")
	}
	out, err := logging.OpenRotating(filepath.Join(*dir, LogFile), maxLog)
	if err != nil {
		return err
	}
	defer out.Close() //nolint:errcheck // the last lines are written through
	counted := logging.New(slog.NewJSONHandler(logging.Plain(out), nil))
	defer counted.Flush()
	log := slog.New(counted)
	err = serveChild(*dir, *practice, environ, version, log)
	if err != nil {
		log.Error("relay of this computer ended", "err", err)
	}
	return err
}

func serveChild(dir string, practice bool, environ []string, version string, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fatal := make(chan error, 1) // the first one ends the process
	cfg, err := Settings(ctx, dir, practice, environ)
	if err != nil {
		return err
	}
	r, err := relay.New(ctx, relay.Options{
		Config: cfg, Version: version, Log: log,
		Local: &local.Options{OnIdle: stop},
		OnFatal: func(err error) {
			select {
			case fatal <- err:
			default:
			}
		},
	})
	if err != nil {
		return err
	}
	rememberPort(dir, r.PublicURL(), log)
	select {
	case <-ctx.Done():
	case err = <-r.Failed():
	case err = <-fatal:
		return err // the disk cannot be trusted: nothing more is written
	}
	closing, cancel := context.WithTimeout(context.Background(), cfg.Limits.Stop)
	defer cancel()
	return errors.Join(err, r.Close(closing))
}

// Settings is the configuration of this computer's relay. For real use a
// file relay.toml in its folder and the environment are heard, so that it can
// be given a public https address; practice reaches nobody and hears nobody.
func Settings(ctx context.Context, dir string, practice bool, environ []string) (config.Config, error) {
	args := []string{
		"serve", "--data-dir=" + dir, "--public-listen=" + addressIn(ctx, dir), "--internal-listen=127.0.0.1:0",
	}
	if practice {
		args, environ = append(args, "--sandbox", "--organization=Harbour & Pine"), nil
	} else if file := filepath.Join(dir, "relay.toml"); exists(file) {
		args = append(args, "--config="+file)
	}
	cmd, err := config.Parse(args, environ, io.Discard)
	if err != nil {
		return config.Config{}, err
	}
	serve, ok := cmd.(config.Serve)
	if !ok {
		return config.Config{}, fmt.Errorf("serve was read as %T", cmd)
	}
	return serve.Config, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// addressIn is the port of last time if it is free, so that desktops and
// tunnels find the relay again; else any.
func addressIn(ctx context.Context, dir string) string {
	const anywhere = "127.0.0.1:0"
	b, err := os.ReadFile(filepath.Join(dir, portFile)) //nolint:gosec // our own file
	if err != nil {
		return anywhere
	}
	port, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 16)
	if err != nil || port < 1024 {
		return anywhere
	}
	address := net.JoinHostPort("127.0.0.1", strconv.FormatUint(port, 10))
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return anywhere
	}
	l.Close() //nolint:errcheck,gosec // the relay takes it next
	return address
}

func rememberPort(dir, url string, log *slog.Logger) {
	_, port, err := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, portFile), []byte(port), 0o600)
	}
	if err != nil {
		log.Warn("port is not remembered", "err", err)
	}
}

// maxLog is when the child's log is turned: two files of it are kept.
const maxLog = 4 << 20
