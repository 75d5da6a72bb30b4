# SPDX-License-Identifier: Apache-2.0
# rules.pl - see rules.sh.
use strict;
use warnings;

my $write = @ARGV && $ARGV[0] eq '--write';
my $page  = 'tests/RULES.md';
my $id    = qr/(?:[A-Z][A-Z0-9]*-\d+[a-z]?|HASH|VALUE|SIGNER|UNDONE|OVERFLOW|STAMP)/;
my @wrong;

sub content { open my $f, '<', $_[0] or die "$_[0]: $!"; local $/; return <$f> }
sub files { return split /\n/, `git ls-files --cached --others --exclude-standard -- @_` }

# --- the rules: rows of the table, and those without a finding ---
my (@rules, %rule);
my $table = content('policies/indications.c');
my ($rows) = $table =~ /\bforeign\[\] = \{(.*?)\n\};/s or die "no table of policy foreign in policies/indications.c";
while ($rows =~ /\{"([^"]+)", \{WEIGHT_(\w+)/g) {
    push @rules, $1;
    $rule{$1} = {weight => $2, state => 'held'};
}
for my $line (split /\n/, content('policies/indications.md')) {
    my @cell = split / *\| */, $line;
    $rule{$cell[1]}{what} = $cell[-1] if @cell > 2 && $rule{$cell[1]};
}
for my $line (grep { !/^#/ } split /\n/, content('tests/rules.tsv')) {
    my ($name, $state, $what, $where) = split /\t/, $line;
    push @wrong, "tests/rules.tsv: $name has a row in policies/indications.c" if $rule{$name};
    push @rules, $name;
    $rule{$name} = {weight => '-', state => $state, what => $what, where => $where, told => 1};
}

# --- what the sources tell (tools only speak of it, by the beginning of a rule, too) ---
for my $file (grep { m{\.c$} && !m{^tests/} && $_ ne 'policies/indications.c' } files(qw(formats policies signer))) {
    my $text = content($file);
    for my $name ($text =~ /"($id)"/g) {
        if ($rule{$name}) { $rule{$name}{told} = 1 }
        elsif ($name =~ /^(?:PDF|XML|CMS|X5|REV|TSP|PIC)-/) { push @wrong, "$file tells $name, which has no row" }
    }
}
$rule{$_}{told} or push @wrong, "nothing tells $_, which has a row in policies/indications.c" for @rules;

# --- what the tests say of themselves ---
my %seen;

sub claim {
    my ($file, $test, $text) = @_;
    my $mode;
    (my $short = $file) =~ s{^tests/}{};
    for my $word ($text =~ /(refuses|accepts|$id)/g) {
        if ($word =~ /^(?:refuses|accepts)$/) { $mode = $word; next }
        push @wrong, "$file: $test: no rule $word" if !$rule{$word};
        push @{$rule{$word}{$mode}}, "$short: $test" if $rule{$word} && !$seen{"$word $mode $short $test"}++;
    }
}

for my $file (grep { m{_test\.c$} } files('tests')) {
    my $text = content($file);
    while ($text =~ m{/\*\s*((?:refuses|accepts) .*?)\*/(?=.*?^(?:static )?void (\w+)\(void \*\*state\))?}gms) {
        my ($what, $test) = ("$1", $2); # a copy: the next match would take $1 away
        $what =~ s/\n\s*\*//g;
        next if $what !~ /^(?:(?:refuses|accepts|$id)[\s,;]*)+$/;
        if (!defined $test || $text !~ /cmocka_unit_test\w*\($test\b/) { push @wrong, "$file: a marker above no test: $what"; next }
        claim($file, $test, $what);
    }
}
for my $file (grep { m{_test\.sh$} } files('tests')) {
    my $text = content($file);
    while ($text =~ /^\s*# ((?:refuses|accepts): .*)\n(?:\s*#.*\n)*(.*)/mg) {
        my ($what, $line) = ("$1", "$2");
        $line =~ s/'[^']*'//g;
        if ($line !~ /"([^"]+)"/) { push @wrong, "$file: a marker above no case: $what"; next }
        claim($file, $1, $what);
    }
}
for my $file (grep { m{^tests/attack/.*\.py$} } files('tests/attack')) {
    my $text = content($file);
    while ($text =~ /^\s*# ((?:refuses|accepts): .*?) \(([^)]+)\)$/mg) {
        my ($what, $class) = ($1, $2);
        if ($text !~ /"\Q$class\E"/) { push @wrong, "$file: a marker of no class: $class"; next }
        claim($file, $class, $what);
    }
}

# --- the page ---
sub some {
    my @all = @{$_[0] || []};
    return '-' if !@all;
    my @shown = @all > 3 ? @all[0 .. 2] : @all;
    my $more = @all - @shown;
    return join('<br>', map { s/\|/\\|/gr } @shown) . ($more ? "<br>and $more more" : '');
}

for my $name (@rules) {
    my $state = $rule{$name}{state};
    push @wrong, "tests/rules.tsv: $name: no state $state" if $state !~ /^(?:held|shown|out|later)$/;
    push @wrong, "no test of $name" if $state eq 'shown' && !$rule{$name}{accepts} && !$rule{$name}{refuses};
    next if $state ne 'held';
    for my $mode (qw(accepts refuses)) {
        push @wrong, "no test $mode $name" if !$rule{$name}{$mode};
    }
}
my $new = "# The tests of each rule\n\n"
    . "Made by `tests/lint/rules.sh --write` from what the tests say of themselves; `make lint` compares. What a rule means for the\n"
    . "verdict is in policies/indications.md. A test that refuses checks the reason; of a rule that is a note, it sees that it is told.\n\n"
    . "| rule | what | accepted by | refused by |\n|---|---|---|---|\n";
for my $name (grep { !$rule{$_}{where} } @rules) {
    my $r = $rule{$name};
    $new .= sprintf "| %s | %s | %s | %s |\n", $name, $r->{what} // '', some($r->{accepts}), some($r->{refuses});
}
$new .= "\n## Rules without a finding of their own\n\n| rule | what it asks | where it is held | accepted by | refused by |\n|---|---|---|---|---|\n";
for my $name (grep { $rule{$_}{where} } @rules) {
    my $r = $rule{$name};
    my $where = {held => '', shown => '', out => 'left out: ', later => 'not yet: '}->{$r->{state}} . $r->{where};
    $new .= sprintf "| %s | %s | %s | %s | %s |\n", $name, $r->{what}, $where, some($r->{accepts}), some($r->{refuses});
}
if ($write) { open my $f, '>', $page or die "$page: $!"; print {$f} $new; close $f }
push @wrong, "$page is not what the tests say: tests/lint/rules.sh --write" if !-e $page || content($page) ne $new;

print "# $_\n" for @wrong;
printf "%s - every rule has its tests, and tests/RULES.md names them%s\n", @wrong ? ('not ok', ' (' . @wrong . ')') : ('ok', '');
exit(@wrong ? 1 : 0);
