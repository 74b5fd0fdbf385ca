package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/testkit/process"
)

// The baselines are built as `sam build` does by default, without flags except this tag, so that the comparison
// does not include the effect of the tag.
const baselineFlags = "-tags=lambda.norpc"

// program is a function or a baseline, built for the functions' processor and for this one.
type program struct {
	name   string
	source string // the package's path in the repository
	flags  string
	arm64  string // the binary's path
	host   string
	told   func(map[string]string) map[string]string // adds the environment variables of its deployment to the given ones
}

// functions returns every function of the repository, built with the flags of `make build`.
func functions(folder string) ([]program, error) {
	flags := os.Getenv("BUILD_FLAGS")
	if flags == "" {
		return nil, errors.New("BUILD_FLAGS is not set: `make bench` sets it to the flags of `make build`")
	}
	sources, err := filepath.Glob("functions/*/main.go")
	if err != nil || len(sources) == 0 {
		return nil, errors.Join(err, errors.New("no functions: is this the repository's root?"))
	}
	ofRuntime, err := runtimeVariables()
	if err != nil {
		return nil, err
	}
	var all []program
	for _, source := range sources {
		p := newProgram(folder, filepath.Base(filepath.Dir(source)), "./"+filepath.Dir(source), flags)
		p.told = func(known map[string]string) map[string]string {
			all := maps.Clone(known)
			maps.Copy(all, ofRuntime)
			return all
		}
		all = append(all, p)
	}
	return all, nil
}

// baselineOf returns the baseline with which a function is compared.
func baselineOf(folder, function string) program {
	return newProgram(folder, "baseline-"+function, "./tools/bench/baseline/"+function, baselineFlags)
}

func newProgram(folder, name, source, flags string) program {
	place := func(processor string) string { return filepath.Join(folder, processor, name, "bootstrap") }
	return program{name, source, flags, place("arm64"), place("host"), maps.Clone[map[string]string]}
}

// build builds the programs for both processors.
func build(ctx context.Context, programs []program) error {
	builds, buildsCtx := errgroup.WithContext(ctx)
	builds.SetLimit(2)
	for _, p := range programs {
		builds.Go(func() error {
			return errors.Join(p.build(buildsCtx, "arm64", p.arm64), p.build(buildsCtx, runtime.GOARCH, p.host))
		})
	}
	return builds.Wait()
}

func (p program) build(ctx context.Context, processor, path string) error {
	command := exec.Command("go", "build", "-o", path, p.source)
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+processor, "CGO_ENABLED=0", "GOFLAGS="+p.flags)
	if err := process.RunQuietly(ctx, command); err != nil {
		return fmt.Errorf("build %s for %s: %w", p.name, processor, err)
	}
	return nil
}

// sizes returns the size of a binary in bytes, uncompressed and as a zip file.
func sizes(path string) (binary, zipped int, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, err
	}
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	// SAM compresses with zlib. Go's compressor at its best level comes close to it.
	writer.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	file, err := writer.Create(filepath.Base(path))
	if err != nil {
		return 0, 0, err
	}
	if _, err := io.Copy(file, bytes.NewReader(content)); err != nil {
		return 0, 0, err
	}
	err = writer.Close()
	return len(content), archive.Len(), err
}
