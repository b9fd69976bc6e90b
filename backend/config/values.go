package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Bytes is a size, written as a number with B, KiB, MiB or GiB behind it.
type Bytes int64

// String writes the size with the largest unit that divides it.
func (b Bytes) String() string {
	for _, u := range units {
		if b != 0 && b%u.size == 0 {
			return strconv.FormatInt(int64(b/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10) + "B"
}

var units = []struct {
	name string
	size Bytes
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// parseBytes reads a size; a bare number counts bytes.
func parseBytes(s string) (Bytes, error) {
	number, factor := strings.TrimSpace(s), Bytes(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, factor = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || Bytes(n) > (1<<62)/factor {
		return 0, errors.New("must be a size such as 512KiB, 4MiB or 1GiB")
	}
	return Bytes(n) * factor, nil
}

func parseLevel(s string) (slog.Level, error) {
	switch strings.ToLower(s) {
	case "debug":
		return slog.LevelDebug, nil
	case "info":
		return slog.LevelInfo, nil
	case "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, errors.New("must be debug, info, warn or error")
}

func parseInt(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, errors.New("must be a whole number")
	}
	return n, nil
}

func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New("must be a time such as 500ms, 15s or 2m")
	}
	return d, nil
}

// parseNet reads a network or a single address.
func parseNet(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, errors.New("must be an address or a network such as 10.0.0.0/8")
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// mappers read the types that can be wrong by themselves. They record what is
// wrong and go on, so that one bad number does not hide the next.
func mappers(src *sources, problems *Problems) []kong.Option {
	return []kong.Option{
		kong.TypeMapper(reflect.TypeFor[Bytes](), collect(src, problems, parseBytes)),
		kong.TypeMapper(reflect.TypeFor[slog.Level](), collect(src, problems, parseLevel)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), collect(src, problems, parseDuration)),
		kong.TypeMapper(reflect.TypeFor[int](), collect(src, problems, parseInt)),
		kong.TypeMapper(reflect.TypeFor[SeatCount](), collect(src, problems, parseSeats)),
	}
}

func collect[T any](src *sources, problems *Problems, parse func(string) (T, error)) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var s string
		if err := ctx.Scan.PopValueInto("value", &s); err != nil {
			return err
		}
		v, err := parse(s)
		if err != nil {
			problems.add(src.where(ctx.Value.Name), "%s", err)
			return nil
		}
		if !reflect.TypeOf(v).AssignableTo(target.Type()) {
			return fmt.Errorf("cannot put %T into %s", v, target.Type())
		}
		target.Set(reflect.ValueOf(v))
		return nil
	}
}
