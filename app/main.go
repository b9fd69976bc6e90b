package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"

	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/logging"
	"github.com/parleydesk/parley/backend/words"
)

const defaultProfile = "default"

// flags are what the desktop is started with.
type flags struct {
	profile  string
	root     string
	practice bool
	journey  bool
	version  bool
	inClear  string
	link     string // to a conversation, which the system has Parley open; "" = none
}

// vouches says whether whoever started the app trusts what answers at an address
// without https.
func (f flags) vouches(base string) bool { return f.inClear != "" && base == f.inClear }

// isHere says whether an address is one of this computer, as session.Address gives
// them.
func isHere(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && session.IsLoopback(u.Hostname())
}

// errUsage is a command line that cannot be carried out.
var errUsage = errors.New("see parley --help")

// parseFlags reads the command line; help goes to out.
func parseFlags(args []string, out io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("parley", flag.ContinueOnError)
	set.SetOutput(io.Discard) // the error is told once, by Main
	set.Usage = func() {
		fmt.Fprintln(out, "Usage: parley [flags] [parley://conversations/…]") //nolint:errcheck // nothing else can be told
		set.SetOutput(out)
		set.PrintDefaults()
	}
	set.StringVar(&f.profile, "profile", defaultProfile, "`name` of the profile: its own sign-in, window and local copy")
	set.StringVar(&f.root, "data", "", "`folder` of all profiles' data (the system's for settings if not set)")
	set.BoolVar(&f.practice, "practice", false, "begin in practice mode when nothing was chosen yet")
	set.BoolVar(&f.journey, "headless-journey", false, "walk through the main journey without a window, step by step, and say how it went")
	set.StringVar(&f.inClear, "relay-in-clear", "", "`address` (http://127.0.0.1:…) of a relay that this computer may use without https, for development: whatever program answers there gets passwords and messages")
	set.BoolVar(&f.version, "version", false, "print the version")
	err := parseOnly(set, args)
	if set.NArg() == 1 {
		f.link = linkIn(set.Args())
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		set.Usage()
		return f, err
	case err != nil:
		return f, fmt.Errorf("%w; %w", err, errUsage)
	case set.NArg() > 0 && f.link == "":
		return f, fmt.Errorf("parley does not know %q; %w", set.Arg(0), errUsage)
	case f.inClear != "" && !isHere(f.inClear):
		return f, fmt.Errorf("--relay-in-clear %q is no address of this computer like http://127.0.0.1:4000; %w", f.inClear, errUsage)
	case !isProfileName(f.profile):
		return f, fmt.Errorf("--profile %q: %s %w", f.profile, words.Of(errProfile()), errUsage)
	}
	return f, nil
}

// parseOnly parses without the help that flag prints after every error.
func parseOnly(set *flag.FlagSet, args []string) error {
	usage := set.Usage
	set.Usage = func() {}
	defer func() { set.Usage = usage }()
	return set.Parse(args)
}

// Main is the program: it gives the exit code.
func Main(assets fs.FS, args []string) int {
	err := start(assets, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errAlreadyOpen):
		fmt.Fprintf(told(), "parley: %v\n", err) //nolint:errcheck // nothing else can be told
		return 3
	case errors.Is(err, errUsage):
		fmt.Fprintf(told(), "parley: %v\n", err) //nolint:errcheck // nothing else can be told
		return 2
	}
	if !errors.Is(err, errTold) {
		fmt.Fprintf(told(), "parley: %s\n", plain(err)) //nolint:errcheck // nothing else can be told
	}
	return 1
}

// told is where errors are told: a terminal, which must not act on them.
func told() io.Writer { return logging.Plain(os.Stderr) }

// errTold marks an error that the person has seen already.
var errTold = errors.New("told")

// plain is an error as a person reads it in a terminal.
func plain(err error) string {
	var e *desk.Error
	if errors.As(err, &e) && e.Code != desk.CodeInternal {
		return words.Of(err)
	}
	return err.Error()
}

func start(assets fs.FS, args []string) error {
	if generating {
		return describe()
	}
	if len(args) > 0 && args[0] == child.Command {
		return child.Run(args[1:], os.Environ(), Version)
	}
	f, err := parseFlags(args, logging.Plain(os.Stdout))
	if err != nil {
		return err
	}
	switch {
	case f.version:
		_, err := fmt.Fprintln(logging.Plain(os.Stdout), Version)
		return err
	case f.journey:
		return runJourney(f, logging.Plain(os.Stdout))
	}
	return show(assets, f)
}

// show opens the window of a profile, or brings the one that is open to the
// front.
func show(assets fs.FS, f flags) error {
	at, err := newLayout(f.root, f.profile)
	if err != nil {
		return err
	}
	log, end, err := openLog(at)
	if err != nil {
		return err
	}
	defer end()
	a, err := New(context.Background(), Config{
		Profile: f.profile, Root: f.root, Practice: f.practice, Log: log, Shell: shell.NewDesktop(at.dir()),
		InClear: f.vouches,
	})
	if errors.Is(err, errAlreadyOpen) {
		return callFirst(at, assets)
	}
	if err != nil {
		log.Error("start", "err", err)
		fmt.Fprintf(told(), "parley: %s\n", plain(err)) //nolint:errcheck // the window tells it too
		return errors.Join(errTold, err, showCannotStart(plain(err), at.log()))
	}
	a.openLink(f.link)
	return a.Run(assets)
}

// maxLog is when the app's log is turned; two files of it are kept.
const maxLog = 2 << 20

func openLog(at layout) (*slog.Logger, func(), error) {
	if err := at.make(); err != nil {
		return nil, nil, err
	}
	out, err := logging.OpenRotating(at.log(), maxLog)
	if err != nil {
		return nil, nil, err
	}
	counted := logging.New(slog.NewJSONHandler(logging.Plain(out), nil))
	return slog.New(counted), func() {
		counted.Flush()
		out.Close() //nolint:errcheck,gosec // every line was written through
	}, nil
}
