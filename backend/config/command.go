package config

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/parleydesk/parley/backend/desk"
)

// ErrHelp says that help was asked for and has been printed.
var ErrHelp = errors.New("help was printed")

// Command is what the person asked parley-relay to do: one of Serve, Migrate,
// Version, Check, Backup, Restore, Clock, Rebuild, Verify, RotateKey, OrgCreate,
// OrgList, OrgSeats, RecordsExport, RecordsVerify and Replay.
type Command interface{ command() }

// Serve runs the relay.
type Serve struct {
	Config Config `kong:"-"`
}

// Migrate brings the database to this version's schema and stops.
type Migrate struct {
	Config Config `kong:"-"`
}

// Version prints the version.
type Version struct{}

// Check checks the configuration, and what it points at, and stops.
type Check struct {
	Config Config `kong:"-"`
}

// Backup writes the database and the master key into one encrypted file.
type Backup struct {
	Config Config `kong:"-"`

	To         string   `arg:"" placeholder:"FILE" help:"File to write; it must not exist."`
	Recipients []string `name:"recipient" sep:"none" placeholder:"AGE1…" help:"age public key that may open the backup; repeatable. With none, a passphrase is used."`
	Passphrase `embed:""`
}

// Restore puts a backup into an empty data directory.
type Restore struct {
	Config Config `kong:"-"`

	From         string `arg:"" placeholder:"FILE" help:"Backup to read."`
	IdentityFile string `placeholder:"FILE" help:"File with the age identity that opens the backup."`
	Passphrase   `embed:""`
}

// Clock shows what the computer's clock and the record say, or takes the
// operator's word that the clock is right.
type Clock struct {
	Config Config `kong:"-"`

	Right bool `help:"The clock of this computer is right: go by it, and put right what the record stamped later."`
}

// Rebuild makes the state anew from the record.
type Rebuild struct {
	Config Config `kong:"-"`
}

// Verify looks whether everything in the data directory fits together.
type Verify struct {
	Config Config `kong:"-"`
}

// Replay makes decisions and rows again and says what differs from what is there.
type Replay struct {
	Config Config `kong:"-"`

	From int64 `placeholder:"ENTRY" help:"Only decisions from this entry of the record on."`
	To   int64 `placeholder:"ENTRY" help:"Only decisions up to this entry."`
}

// RotateKey changes the master key.
type RotateKey struct {
	Config Config `kong:"-"`
}

// OrgCreate makes an organization, and a code for its first owner.
type OrgCreate struct {
	Config Config `kong:"-"`

	Name  string `arg:"" placeholder:"NAME" help:"Name of the organization, as its people see it."`
	Owner string `required:"" placeholder:"EMAIL" help:"E-mail address of its first owner. The printed code works for this address only."`
	Again bool   `help:"The organization is there and nobody has come in yet: print a new code for its first owner."`
}

// OrgList lists the organizations.
type OrgList struct {
	Config Config `kong:"-"`
}

// RecordsExport writes the records of an organization as a chain that can be proven.
type RecordsExport struct {
	Config Config `kong:"-"`

	To  string `arg:"" placeholder:"FILE" help:"File to write; it must not exist."`
	Org string `placeholder:"NAME" help:"Whose records: the name of an organization. Needed if there are several."`
}

// RecordsVerify proves a file that RecordsExport wrote. It needs no data directory.
type RecordsVerify struct {
	File string `arg:"" placeholder:"FILE" help:"File to prove."`
	Head string `placeholder:"HASH" help:"Hash that was noted elsewhere when its record was the last one. Without it, a file that was written anew as a whole, or that ends too early, can't be told."`
}

// Passphrase is how a passphrase reaches backup and restore: from a file, or
// from PARLEY_PASSPHRASE. Never from a flag, which every user of the machine can
// read in the list of processes.
type Passphrase struct {
	PassphraseFile string      `placeholder:"FILE" help:"File whose first line is the passphrase. PARLEY_PASSPHRASE in the environment does too."`
	Secret         desk.Secret `kong:"-"`
}

func (Serve) command()   {}
func (Migrate) command() {}
func (Version) command() {}
func (Check) command()   {}
func (Backup) command()  {}
func (Restore) command() {}
func (Clock) command()   {}

func (Rebuild) command()   {}
func (Verify) command()    {}
func (Replay) command()    {}
func (RotateKey) command() {}
func (OrgCreate) command() {}
func (OrgList) command()   {}
func (OrgSeats) command()  {}

func (RecordsExport) command() {}
func (RecordsVerify) command() {}

// commandLine is the grammar that kong reads: the settings, then one command.
type commandLine struct {
	Config

	Serve   Serve   `cmd:"" help:"Run the relay."`
	Migrate Migrate `cmd:"" help:"Bring the database to this version's schema and stop."`
	Version Version `cmd:"" help:"Print the version."`
	Check   Check   `cmd:"" help:"Check the configuration and what it points at, and stop."`
	Backup  Backup  `cmd:"" help:"Write database and key into one encrypted file."`
	Restore Restore `cmd:"" help:"Put a backup into an empty data directory."`
	Clock   Clock   `cmd:"" help:"Show what the clock and the record say of the time, and put the record right."`

	Rebuild   Rebuild   `cmd:"" help:"Make the state anew from the record. The relay must not be running."`
	Verify    Verify    `cmd:"" help:"Read everything and say what does not fit together. The relay may be running."`
	Replay    Replay    `cmd:"" help:"Make every routing decision again, and all rows in a copy, and name the first that comes out otherwise. The relay may be running."`
	RotateKey RotateKey `cmd:"" help:"Make a new master key and encrypt all secrets with it. The relay must not be running."`

	Org struct {
		Create OrgCreate `cmd:"" help:"Make another organization on this relay, and print a one-time code for its first owner. The relay must not be running."`
		List   OrgList   `cmd:"" help:"List the organizations of this relay. The relay may be running."`
		Seats  OrgSeats  `cmd:"" help:"Show how many licences an organization has bought, or set it. To set it, the relay must not be running."`
	} `cmd:"" help:"Organizations of this relay."`

	Records struct {
		Export RecordsExport `cmd:"" help:"Write the records as a file that can be proven without a database. The relay may be running."`
		Verify RecordsVerify `cmd:"" help:"Prove such a file: name the first line that was changed, left out, put in or moved."`
	} `cmd:"" help:"Records of interactions."`
}

// Parse reads args (without the program's name) and environ (as os.Environ
// gives it) and returns the command with its checked configuration. Help goes to
// out, and gives ErrHelp. Any other error is a *Problems that lists everything
// that is wrong. Parse reads no environment and no clock of its own and may be
// called concurrently.
func Parse(args, environ []string, out io.Writer) (Command, error) {
	var (
		line     commandLine
		problems Problems
		help     bool
		src      = newSources(args, environ, &problems)
	)
	options := append(mappers(src, &problems),
		kong.Name("parley-relay"),
		kong.Description("The server of Parley: it receives and sends messages and keeps them."),
		kong.Writers(out, io.Discard),
		kong.Exit(func(int) { help = true }),
		kong.Resolvers(src),
	)
	parser, err := kong.New(&line, options...)
	if err != nil {
		return nil, fmt.Errorf("build the command line: %w", err) // a mistake in the tags above
	}
	src.know(parser.Model)
	ctx, err := parser.Parse(args)
	if help {
		return nil, ErrHelp
	}
	if err != nil {
		problems.add("", "%s (parley-relay --help lists what there is)", err)
		return nil, &problems
	}
	line.IgnoredEnv = src.ignored
	name, _, _ := strings.Cut(ctx.Command(), " <") // arguments follow
	cmd := line.take(name, src)
	validate(line.Config, cmd, src, &problems)
	if len(problems.list) > 0 {
		return nil, &problems
	}
	return cmd, nil
}

// take hands the chosen command its configuration.
func (l *commandLine) take(name string, src *sources) Command {
	switch name {
	case "serve":
		l.Serve.Config = l.Config
		return l.Serve
	case "migrate":
		l.Migrate.Config = l.Config
		return l.Migrate
	case "check":
		l.Check.Config = l.Config
		return l.Check
	case "backup":
		l.Backup.Config, l.Backup.Secret = l.Config, src.passphrase
		return l.Backup
	case "clock":
		l.Clock.Config = l.Config
		return l.Clock
	case "rebuild":
		l.Rebuild.Config = l.Config
		return l.Rebuild
	case "verify":
		l.Verify.Config = l.Config
		return l.Verify
	case "replay":
		l.Replay.Config = l.Config
		return l.Replay
	case "rotate-key":
		l.RotateKey.Config = l.Config
		return l.RotateKey
	case "org create":
		l.Org.Create.Config = l.Config
		return l.Org.Create
	case "org list":
		l.Org.List.Config = l.Config
		return l.Org.List
	case "org seats":
		l.Org.Seats.Config = l.Config
		return l.Org.Seats
	case "records export":
		l.Records.Export.Config = l.Config
		return l.Records.Export
	case "records verify":
		return l.Records.Verify
	case "restore":
		l.Restore.Config, l.Restore.Secret = l.Config, src.passphrase
		return l.Restore
	}
	return l.Version
}

// Defaults gives the configuration of a relay for which nothing is set but its
// data directory: what the desktop starts for "this computer", and tests.
func Defaults(dataDir string) (Config, error) {
	cmd, err := Parse([]string{"serve", "--data-dir=" + dataDir}, nil, io.Discard)
	if err != nil {
		return Config{}, err
	}
	serve, ok := cmd.(Serve)
	if !ok {
		return Config{}, fmt.Errorf("serve was read as %T", cmd)
	}
	return serve.Config, nil
}
