# Issuing (article 14): number and date into the places left blank for them, then the seal; each a signature of the
# department's key.
rule = "seal";
number = true;
date = true;
picture = true;
place = "over-signature";
level = "B-LT";
