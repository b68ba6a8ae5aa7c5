"""国家包: the common rules as a country package of OpenFisca-Core, which its fork policyengine-core runs as it stands."""
