package command_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"

	"smartaccounts/tools/command"
)

// app returns a command whose subcommand prints its flag.
func app(err error) *cli.Command {
	return &cli.Command{Name: "app", Commands: []*cli.Command{{
		Name: "print", Usage: "print the text",
		Flags: []cli.Flag{&cli.StringFlag{Name: "text", Required: true}},
		Action: func(_ context.Context, c *cli.Command) error {
			_, _ = c.Root().Writer.Write([]byte("<" + c.String("text") + ">"))
			return err
		},
	}}}
}

func TestFlagsAreTakenWithOneDashOrTwo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"print", "-text", "a b"}, "<a b>"},
		{[]string{"print", "--text=a"}, "<a>"},
		{[]string{"print", "-text", ""}, "<>"}, // make passes what is not set
	} {
		var out bytes.Buffer
		if err := command.Run(t.Context(), app(nil), c.arguments, &out, &out); err != nil || out.String() != c.want {
			t.Errorf("%q: %q, %v", c.arguments, &out, err)
		}
	}
}

func TestWrongArgumentsAreErrorsAndRunNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"print"}, `"text" not set`},
		{[]string{"print", "-text", "a", "more"}, `unexpected argument "more"`},
		{[]string{"print", "-text", "a", "-loud"}, "-loud"},
		{[]string{"prnt"}, `unexpected argument "prnt"`},
	} {
		var out bytes.Buffer
		err := command.Run(t.Context(), app(nil), c.arguments, &out, &out)
		if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%q: %v, printed %q", c.arguments, err, &out)
		}
	}
}

func TestACommandThatTakesArgumentsIsGivenExactlyThese(t *testing.T) {
	t.Parallel()
	for given, wrong := range map[string]bool{"a": true, "a b": false, "a b c": true} {
		c := &cli.Command{Name: "app", ArgValidator: command.Exactly(2), Action: func(context.Context, *cli.Command) error { return nil }}
		if err := command.Run(t.Context(), c, strings.Fields(given), &bytes.Buffer{}, &bytes.Buffer{}); (err != nil) != wrong {
			t.Errorf("%q: %v", given, err)
		}
	}
}

func TestTheErrorOfACommandIsReturned(t *testing.T) {
	t.Parallel()
	failure := errors.New("failure")
	if err := command.Run(t.Context(), app(failure), []string{"print", "-text", "a"}, &bytes.Buffer{}, &bytes.Buffer{}); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

func TestHelpDescribesFlagsAndIsNoError(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := command.Run(t.Context(), app(nil), []string{"print", "-h"}, &out, &out); err != nil || !strings.Contains(out.String(), "--text") {
		t.Errorf("%v, printed %q", err, &out)
	}
}
