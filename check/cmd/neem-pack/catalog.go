package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/check/hibp"
)

// errDiffers is the outcome of a comparison that found differences.
var errDiffers = errors.New("the catalogue and the file differ")

// exportCatalog writes the built-in catalogue as Have I Been Pwned would.
func exportCatalog(ctx context.Context, t tool, args []string) error {
	const standardOutput = "-"
	set := flag.NewFlagSet("catalog export", flag.ContinueOnError)
	out := set.String("out", standardOutput, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case *out == "":
		return fmt.Errorf("%w: --out needs the name of a file", errUsage)
	case len(rest) > 0:
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, rest[0])
	}
	g, c, err := builtInCatalog()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := hibp.WriteBreaches(&b, c.Breaches(g)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if *out == standardOutput {
		_, err := t.out.Write(b.Bytes())
		return err
	}
	if err := replaceFile(*out, ".json", b.Bytes()); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(t.err, "wrote %s\n", *out)
	return nil
}

// compareCatalog lists where Have I Been Pwned's list differs from the
// catalogue, one difference a line.
func compareCatalog(ctx context.Context, t tool, args []string) error {
	rest, err := flags(flag.NewFlagSet("catalog compare", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return fmt.Errorf("%w: one file of breaches is needed", errUsage)
	}
	breaches, err := readBreaches(ctx, rest[0])
	if err != nil {
		return err
	}
	_, c, err := builtInCatalog()
	if err != nil {
		return err
	}
	differences := c.Compare(breaches)
	var b strings.Builder
	for _, d := range differences {
		fmt.Fprintf(&b, "%s (%s): %s\n", d.Leak, d.HIBP, inWords(d))
	}
	if _, err := fmt.Fprint(t.out, b.String()); err != nil {
		return err
	}
	switch n := len(differences); n {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w in one place", errDiffers)
	default:
		return fmt.Errorf("%w in %d places", errDiffers, n)
	}
}

// inWords says what a difference is, the catalogue first.
func inWords(d catalog.Difference) string {
	switch d.Aspect {
	case catalog.AspectListed:
		return "not in the file"
	case catalog.AspectClasses:
		var sides []string
		if d.Ours != catalog.None {
			sides = append(sides, "only in the catalogue: "+d.Ours)
		}
		if d.Theirs != catalog.None {
			sides = append(sides, "only in the file: "+d.Theirs)
		}
		return "classes " + strings.Join(sides, "; ")
	}
	return fmt.Sprintf("%s: %s in the catalogue, %s in the file", d.Aspect, d.Ours, d.Theirs)
}

// proposeLeaks prints what leaks.toml could say about breaches of a file.
func proposeLeaks(ctx context.Context, t tool, args []string) error {
	rest, err := flags(flag.NewFlagSet("catalog propose", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) < 2 {
		return fmt.Errorf("%w: a file of breaches and the name of at least one are needed", errUsage)
	}
	path, names := rest[0], rest[1:]
	breaches, err := readBreaches(ctx, path)
	if err != nil {
		return err
	}
	g, c, err := builtInCatalog()
	if err != nil {
		return err
	}
	var blocks []string
	var missing []string
	for _, name := range names {
		i := slices.IndexFunc(breaches, func(b hibp.Breach) bool { return strings.EqualFold(b.Name, name) })
		if i < 0 {
			missing = append(missing, fmt.Sprintf("%q", name))
			continue
		}
		block, err := c.Propose(breaches[i], g)
		if err != nil {
			return err
		}
		blocks = append(blocks, block)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s has no breach called %s", path, strings.Join(missing, ", "))
	}
	_, err = fmt.Fprint(t.out, strings.Join(blocks, "\n"))
	return err
}

// builtInCatalog loads the catalogue and the guide that it was checked with.
// The words are not needed.
func builtInCatalog() (*guide.Guide, *catalog.Catalog, error) {
	g, err := guide.Load(facts.FS)
	if err != nil {
		return nil, nil, fmt.Errorf("loading the guidance: %w", err)
	}
	c, err := catalog.Load(facts.FS, g)
	if err != nil {
		return nil, nil, fmt.Errorf("loading the catalogue: %w", err)
	}
	return g, c, nil
}

func readBreaches(ctx context.Context, path string) ([]hibp.Breach, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, pathless(err))
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, pathless(err))
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder; a file is needed", path)
	}
	breaches, err := hibp.ReadBreaches(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, pathless(err))
	}
	return breaches, ctx.Err()
}
