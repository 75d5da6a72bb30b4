# The seal of the organisation on what an official has signed (annex I, II.8.a): in its true size, over the left third of
# the official's signature. No text.
rule = "seal";
picture = true;
place = "over-signature";
level = "B-LT";
