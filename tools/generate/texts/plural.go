package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

var pluralExpression = regexp.MustCompile(`^[n0-9 %=!<>&|?:()]+$`)

func pluralFunction(language string) string { return "pluralForm" + functionName(language) }

// function writes the Go function that returns which plural form a number takes.
func (p plural) function(w io.Writer, name string) error {
	if !pluralExpression.MatchString(p.expression) {
		return fmt.Errorf("%q is not understood", p.expression)
	}
	_, err := fmt.Fprintf(w, "\nfunc %s(n int) int {\n%s}\n", name, statements(p.expression))
	return err
}

// statements returns a C expression of conditions, as gettext has it, as Go statements.
func statements(expression string) string {
	expression = withoutParentheses(strings.TrimSpace(expression))
	if condition, rest, conditional := strings.Cut(expression, "?"); conditional {
		then, otherwise := alternatives(rest)
		return "if " + condition + " {\n" + statements(then) + "}\n" + statements(otherwise)
	}
	if _, err := strconv.Atoi(expression); err == nil {
		return "return " + expression + "\n"
	}
	return "if " + expression + " {\nreturn 1\n}\nreturn 0\n"
}

// alternatives splits what follows a question mark at its colon.
func alternatives(rest string) (then, otherwise string) {
	open := 0
	for i, c := range rest {
		switch c {
		case '?':
			open++
		case ':':
			if open == 0 {
				return rest[:i], rest[i+1:]
			}
			open--
		}
	}
	return rest, "0"
}

// withoutParentheses removes the parentheses around a whole expression.
func withoutParentheses(expression string) string {
	if !strings.HasPrefix(expression, "(") {
		return expression
	}
	depth := 0
	for i, c := range expression {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				if i == len(expression)-1 {
					return withoutParentheses(strings.TrimSpace(expression[1:i]))
				}
				return expression
			}
		}
	}
	return expression
}
